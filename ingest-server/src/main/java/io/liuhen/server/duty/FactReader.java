package io.liuhen.server.duty;

import io.liuhen.server.dossier.Act;
import io.liuhen.server.dossier.CaseFile;
import io.liuhen.server.dossier.Dossier;
import io.liuhen.server.dossier.Dossier.Kind;
import io.liuhen.server.dossier.Dossiers;
import io.liuhen.server.dossier.Link;
import io.liuhen.server.duty.RecordingReader.Span;
import io.liuhen.server.policy.ActFacts;
import io.liuhen.server.policy.ActFacts.Exempted;
import io.liuhen.server.policy.ActFacts.Take;
import io.liuhen.server.policy.CaseFacts;
import io.liuhen.server.policy.RecordingFacts;
import io.liuhen.server.policy.rule.Event;
import io.liuhen.server.records.Terms;
import io.liuhen.storage.Records;
import io.liuhen.storage.index.DocumentIndex.Hit;
import io.liuhen.storage.index.DocumentIndex.Order;
import io.liuhen.storage.index.DocumentIndex.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Gathers the facts that the rules judge by. Thread-safe; blocks on the disk. */
final class FactReader {
    /** Acts of one case, and recordings that name one: more than people would ever file. */
    private static final int PARTS_MAX = 1000;

    private static final String FIELD = "field/";
    private static final String WORK_RECORD = "work-record/";
    private static final String DOCUMENT = "document/";

    private final Records records;
    private final Terms terms;
    private final Dossiers dossiers;
    private final RecordingReader recordings;

    FactReader(Records records, String unit, Dossiers dossiers, RecordingReader recordings) {
        this.records = records;
        this.terms = new Terms(unit);
        this.dossiers = dossiers;
        this.recordings = recordings;
    }

    RecordingFacts recording(String id) {
        return recordings.facts(id);
    }

    ActFacts act(Dossier dossier) {
        Act act = dossiers.act(dossier);
        Map<String, Instant> since = dossier.since();
        List<Take> takes = new ArrayList<>();
        for (Link link : act.recordings()) {
            take(link).ifPresent(takes::add);
        }
        return new ActFacts(
                dossier.id(),
                Set.copyOf(act.kinds()),
                act.circumstances(),
                act.start(),
                act.end(),
                act.judgement().map(Act.Judgement::needed),
                Optional.ofNullable(since.get("judgement")),
                act.exemption()
                        .map(claimed -> new Exempted(
                                claimed.code(), claimed.reason(), claimed.devices(), under(WORK_RECORD, since))),
                takes,
                under(FIELD, since),
                OptionalInt.of((int) act.officers().stream()
                        .filter(officer -> !officer.number().isBlank())
                        .count()));
    }

    /** What has not come whole shows nothing yet. */
    private Optional<Take> take(Link link) {
        RecordingFacts facts = recordings.facts(link.recording());
        if (!facts.events().containsKey(Event.SEALED)) {
            return Optional.empty();
        }
        Optional<Span> span = recordings.span(link.recording());
        Optional<Instant> from = link.from().or(() -> span.map(Span::from));
        Optional<Instant> to = link.to().or(() -> span.map(Span::to));
        return from.flatMap(start -> to.map(end -> new Take(start, end.isBefore(start) ? start : end)));
    }

    private static Map<String, Instant> under(String prefix, Map<String, Instant> since) {
        Map<String, Instant> found = new HashMap<>();
        since.forEach((name, at) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), at);
            }
        });
        return found;
    }

    /** An act for itself, as if it were a case of its own in which nothing has happened. */
    CaseFacts alone(Dossier dossier) {
        return new CaseFacts(
                dossier.id(),
                Map.of(),
                Set.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(act(dossier)),
                List.of(),
                List.of());
    }

    CaseFacts file(Dossier dossier) {
        CaseFile file = dossiers.file(dossier);
        List<Dossier> acts = actsOf(dossier.id());
        return new CaseFacts(
                dossier.id(),
                events(dossier, file),
                file.circumstances(),
                under(DOCUMENT, dossier.since()),
                file.keptUntil(),
                file.specialTerm(),
                acts.stream().map(this::act).toList(),
                recordingsOf(file, acts).stream().map(recordings::facts).toList(),
                file.proceedings());
    }

    private static Map<Event, Instant> events(Dossier dossier, CaseFile file) {
        Map<Event, Instant> events = new HashMap<>(file.events());
        dossier.archivedAt().ifPresent(at -> events.put(Event.ARCHIVED, at));
        return events;
    }

    /** The acts of a case, newest first. */
    List<Dossier> actsOf(String file) {
        return dossiers.list(Kind.ACT, Optional.of(Map.entry("case", file)), Optional.empty(), PARTS_MAX)
                .dossiers();
    }

    /** The recordings of a case: its own, those of its acts, and those that name its number. */
    Set<String> recordingsOf(CaseFile file, List<Dossier> acts) {
        Set<String> ids = new LinkedHashSet<>();
        file.recordings().forEach(link -> ids.add(link.recording()));
        acts.forEach(act -> dossiers.act(act).recordings().forEach(link -> ids.add(link.recording())));
        Query naming = new Query(
                "recording",
                terms.of("case", file.number()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                PARTS_MAX,
                Order.OLDEST_FIRST);
        records.find(naming).hits().stream().map(Hit::id).forEach(ids::add);
        return ids;
    }

    /** The cases that a recording belongs to. */
    Set<String> casesOf(String recording) {
        Set<String> ids = new LinkedHashSet<>();
        Optional<Map.Entry<String, String>> naming = Optional.of(Map.entry("recording", recording));
        dossiers.list(Kind.CASE, naming, Optional.empty(), PARTS_MAX).dossiers().forEach(file -> ids.add(file.id()));
        actsWith(recording).forEach(act -> ids.addAll(dossiers.act(act).cases()));
        ids.addAll(casesNamedBy(recording));
        return ids;
    }

    /** The acts that a recording serves, newest first. */
    List<Dossier> actsWith(String recording) {
        return dossiers.list(Kind.ACT, Optional.of(Map.entry("recording", recording)), Optional.empty(), PARTS_MAX)
                .dossiers();
    }

    /** Those of them that only its metadata name. */
    List<String> casesNamedBy(String recording) {
        return recordings.caseNumbers(recording).stream()
                .flatMap(number -> dossiers.ofNumber(number).stream())
                .toList();
    }
}
