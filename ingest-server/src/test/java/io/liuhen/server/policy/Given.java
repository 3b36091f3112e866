package io.liuhen.server.policy;

import io.liuhen.server.policy.ActFacts.Exempted;
import io.liuhen.server.policy.ActFacts.Take;
import io.liuhen.server.policy.CaseFacts.SpecialTerm;
import io.liuhen.server.policy.ProceedingFacts.Extended;
import io.liuhen.server.policy.ProceedingFacts.Stop;
import io.liuhen.server.policy.pack.CalendarReader;
import io.liuhen.server.policy.pack.ShippedPacks;
import io.liuhen.server.policy.rule.Editions;
import io.liuhen.server.policy.rule.Event;
import io.liuhen.server.policy.rule.Subject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Facts for tests, said in few words. Times are those of Shanghai. */
final class Given {
    static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    private final Map<Event, Instant> events = new EnumMap<>(Event.class);
    private final Map<String, Instant> known = new HashMap<>();
    private final Set<String> circumstances = new HashSet<>();
    private final Set<String> longTerm = new HashSet<>();
    private final List<ActFacts> acts = new ArrayList<>();
    private final List<RecordingFacts> recordings = new ArrayList<>();
    private final List<ProceedingFacts> proceedings = new ArrayList<>();
    private final List<Stop> stops = new ArrayList<>();
    private final List<Extended> extensions = new ArrayList<>();
    private final List<Take> takes = new ArrayList<>();
    private Optional<String> excuse = Optional.empty();
    private Optional<Instant> keptUntil = Optional.empty();
    private Optional<SpecialTerm> special = Optional.empty();
    private Optional<Boolean> judgement = Optional.empty();
    private Optional<Exempted> exemption = Optional.empty();
    private OptionalInt officers = OptionalInt.empty();

    static Instant at(String local) {
        return LocalDateTime.parse(local).atZone(SHANGHAI).toInstant();
    }

    /** 24:00 of a day. */
    static Instant endOf(String date) {
        return LocalDate.parse(date).plusDays(1).atStartOfDay(SHANGHAI).toInstant();
    }

    /** The regulation of one agency that ships. */
    static Obligations regulation(String code) {
        return new Obligations(new Editions(List.of(ShippedPacks.read(code))), CalendarReader.shipped(), SHANGHAI);
    }

    /** The only obligation of this name. */
    static Obligation the(String what, List<Obligation> all) {
        List<Obligation> found =
                all.stream().filter(each -> each.what().equals(what)).toList();
        if (found.size() != 1) {
            throw new AssertionError(what + " is there " + found.size() + " times among "
                    + all.stream().map(Obligation::what).toList());
        }
        return found.get(0);
    }

    static boolean has(String what, List<Obligation> all) {
        return all.stream().anyMatch(each -> each.what().equals(what));
    }

    Given when(Event event, String local) {
        events.put(event, at(local));
        return this;
    }

    Given known(String local, String... names) {
        Arrays.stream(names).forEach(name -> known.put(name, at(local)));
        return this;
    }

    Given under(String... words) {
        circumstances.addAll(Arrays.asList(words));
        return this;
    }

    Given longTerm(String... codes) {
        longTerm.addAll(Arrays.asList(codes));
        return this;
    }

    Given excused(String reason) {
        excuse = Optional.of(reason);
        return this;
    }

    Given keptUntil(String local) {
        keptUntil = Optional.of(at(local));
        return this;
    }

    Given special(String local, String basis) {
        special = Optional.of(new SpecialTerm(at(local), basis));
        return this;
    }

    Given judged(boolean needed) {
        judgement = Optional.of(needed);
        return this;
    }

    Given exempted(String code, Set<String> devices, String... workRecord) {
        Map<String, Instant> parts = new HashMap<>();
        Arrays.stream(workRecord).forEach(part -> parts.put(part, at("2026-03-02T12:00")));
        exemption = Optional.of(new Exempted(code, "现场情况", devices, parts));
        return this;
    }

    Given take(String from, String to) {
        takes.add(new Take(at(from), at(to)));
        return this;
    }

    Given officers(int count) {
        officers = OptionalInt.of(count);
        return this;
    }

    Given stop(String reason, String from, String to) {
        stops.add(new Stop(reason, at(from), to.isEmpty() ? Optional.empty() : Optional.of(at(to))));
        return this;
    }

    Given extended(String deadline, String approvedAt, String approver) {
        extensions.add(new Extended(deadline, at(approvedAt), approver));
        return this;
    }

    Given with(ActFacts... all) {
        acts.addAll(Arrays.asList(all));
        return this;
    }

    Given with(RecordingFacts... all) {
        recordings.addAll(Arrays.asList(all));
        return this;
    }

    Given with(ProceedingFacts... all) {
        proceedings.addAll(Arrays.asList(all));
        return this;
    }

    /** A recording; what is known of it with {@code known}, a name with {@code mark:} before it is a mark. */
    RecordingFacts recording() {
        Map<String, Instant> fields = new HashMap<>();
        Map<String, Instant> marks = new HashMap<>();
        known.forEach((name, since) -> {
            if (name.startsWith("mark:")) {
                marks.put(name.substring("mark:".length()), since);
            } else {
                fields.put(name, since);
            }
        });
        return new RecordingFacts("recording-1", events, fields, circumstances, marks, longTerm, excuse);
    }

    /** An act from one time to another on 2 March 2026, a Monday. */
    ActFacts act(String... kinds) {
        return new ActFacts(
                "act-1",
                Set.of(kinds),
                circumstances,
                at("2026-03-02T09:00"),
                Optional.of(at("2026-03-02T11:00")),
                judgement,
                judgement.map(any -> at("2026-03-02T11:30")),
                exemption,
                takes,
                known,
                officers);
    }

    /** A case; {@code known} says which documents are there. */
    CaseFacts file() {
        return new CaseFacts("case-1", events, circumstances, known, keptUntil, special, acts, recordings, proceedings);
    }

    ProceedingFacts proceeding(Subject subject) {
        return new ProceedingFacts("proceeding-1", subject, events, circumstances, stops, extensions);
    }
}
