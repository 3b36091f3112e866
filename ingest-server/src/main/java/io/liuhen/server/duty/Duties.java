package io.liuhen.server.duty;

import io.liuhen.server.dossier.Dossier;
import io.liuhen.server.dossier.Dossier.Kind;
import io.liuhen.server.dossier.Dossiers;
import io.liuhen.server.policy.ActJudgement;
import io.liuhen.server.policy.CaseFacts;
import io.liuhen.server.policy.Obligation;
import io.liuhen.server.policy.Obligations;
import io.liuhen.server.policy.Retention;
import io.liuhen.server.records.DueRows.Named;
import io.liuhen.server.records.DueRows.Subject;
import io.liuhen.server.regulation.Regulation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is asked for recordings, acts and cases at this moment. Thread-safe; blocks on the disk. */
public final class Duties {
    private final Regulation regulation;
    private final FactReader facts;
    private final Dossiers dossiers;
    private final InstantSource clock;

    Duties(Regulation regulation, FactReader facts, Dossiers dossiers, InstantSource clock) {
        this.regulation = regulation;
        this.facts = facts;
        this.dossiers = dossiers;
        this.clock = clock;
    }

    /**
     * What is asked.
     *
     * @param at the instant that it was judged at
     * @param acts how each act stands that it is about
     */
    public record Asked(Instant at, List<Obligation> obligations, List<ActJudgement> acts) {
        /** Nothing. */
        static Asked nothing(Instant at) {
            return new Asked(at, List.of(), List.of());
        }

        Asked of(String subject) {
            return new Asked(
                    at,
                    obligations.stream()
                            .filter(each -> each.subject().equals(subject))
                            .toList(),
                    acts.stream().filter(each -> each.act().equals(subject)).toList());
        }
    }

    /** What is asked for a recording, by itself and on account of the cases that it belongs to. */
    public Asked ofRecording(String id) {
        Instant now = clock.instant();
        Set<String> cases = facts.casesOf(id);
        return cases.isEmpty() ? byItself(id, now) : together(cases, id, now);
    }

    private Asked byItself(String recording, Instant now) {
        return new Asked(now, regulation.obligations().of(facts.recording(recording), now), List.of());
    }

    /** In several cases a thing may be asked for twice; once is enough where it has the same end. */
    private Asked together(Set<String> cases, String subject, Instant now) {
        Map<Object, Obligation> once = new LinkedHashMap<>();
        List<ActJudgement> acts = new ArrayList<>();
        for (String file : cases) {
            Asked asked = ofCase(file, now).of(subject);
            asked.obligations().forEach(each -> once.putIfAbsent(List.of(each.what(), each.until()), each));
            acts.addAll(asked.acts());
        }
        return new Asked(
                now, List.copyOf(once.values()), acts.stream().distinct().toList());
    }

    /** What is asked for an act, by itself and on account of its cases, and how it stands. */
    public Asked ofAct(String id) {
        Instant now = clock.instant();
        return dossiers.find(Kind.ACT, id)
                .map(dossier -> {
                    Set<String> cases =
                            new LinkedHashSet<>(dossiers.act(dossier).cases());
                    return cases.isEmpty() ? byItself(dossier, now) : together(cases, id, now);
                })
                .orElseGet(() -> Asked.nothing(now));
    }

    private Asked byItself(Dossier act, Instant now) {
        return judged(facts.alone(act), now).of(act.id());
    }

    /** What is asked for a case and everything in it. */
    public Asked ofCase(String id) {
        return ofCase(id, clock.instant());
    }

    private Asked ofCase(String id, Instant now) {
        return dossiers.find(Kind.CASE, id)
                .map(dossier -> judged(facts.file(dossier), now))
                .orElseGet(() -> Asked.nothing(now));
    }

    private Asked judged(CaseFacts file, Instant now) {
        Obligations obligations = regulation.obligations();
        return new Asked(now, obligations.of(file, now), obligations.acts(file, now));
    }

    /**
     * What one row of the index stands for: a recording or an act by itself; a case with what its parts are asked for on its
     * account alone.
     */
    public Asked of(Named named) {
        Instant now = clock.instant();
        return switch (named.subject()) {
            case RECORDING -> byItself(named.id(), now);
            case ACT ->
                dossiers.find(Kind.ACT, named.id())
                        .map(dossier -> byItself(dossier, now))
                        .orElseGet(() -> Asked.nothing(now));
            case CASE -> onItsAccount(named.id(), now);
        };
    }

    private Asked onItsAccount(String file, Instant now) {
        Asked all = ofCase(file, now);
        Set<String> parts = all.obligations().stream()
                .map(Obligation::subject)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        all.acts().forEach(each -> parts.add(each.act()));
        parts.remove(file);
        Set<Object> own = new LinkedHashSet<>();
        Set<String> actsWithEnd = new LinkedHashSet<>();
        for (String part : parts) {
            Subject subject = dossiers.find(Kind.ACT, part).isPresent() ? Subject.ACT : Subject.RECORDING;
            Asked alone = of(new Named(subject, part));
            alone.obligations().stream()
                    .filter(each -> each.until().isPresent())
                    .forEach(each -> own.add(key(each)));
            alone.acts().stream().filter(each -> each.until().isPresent()).forEach(each -> actsWithEnd.add(each.act()));
        }
        return new Asked(
                now,
                all.obligations().stream()
                        .filter(each -> !own.contains(key(each)))
                        .toList(),
                all.acts().stream()
                        .filter(each -> !actsWithEnd.contains(each.act()))
                        .toList());
    }

    private static Object key(Obligation each) {
        return List.of(each.subject(), each.what(), each.until());
    }

    /** The cases that only a recording's metadata name: they hear of it by nothing else. */
    List<String> casesNamedBy(String recording) {
        return facts.casesNamedBy(recording);
    }

    /**
     * How long a recording is kept, for itself and on account of each of its cases; the longest counts.
     *
     * @param held whether a hold covers it
     */
    public List<Retention> retention(String recording, boolean held) {
        Instant now = clock.instant();
        List<Optional<CaseFacts>> files = new ArrayList<>();
        facts.casesOf(recording)
                .forEach(id ->
                        dossiers.find(Kind.CASE, id).ifPresent(dossier -> files.add(Optional.of(facts.file(dossier)))));
        if (files.isEmpty()) {
            files.add(Optional.empty());
        }
        return files.stream()
                .map(file -> regulation.obligations().retention(facts.recording(recording), file, held, now))
                .toList();
    }

    /** The cases that a recording belongs to. */
    public Set<String> casesOf(String recording) {
        return facts.casesOf(recording);
    }

    /** The acts that a recording serves, newest first. */
    public List<Dossier> actsWith(String recording) {
        return facts.actsWith(recording);
    }

    /** The acts of a case, newest first. */
    public List<Dossier> actsOf(String file) {
        return facts.actsOf(file);
    }

    /** The recordings of a case. */
    public Set<String> recordingsOf(Dossier file) {
        return facts.recordingsOf(dossiers.file(file), facts.actsOf(file.id()));
    }
}
