package io.liuhen.server.dossier;

import io.liuhen.server.policy.CaseFacts.SpecialTerm;
import io.liuhen.server.policy.ProceedingFacts;
import io.liuhen.server.policy.ProceedingFacts.Extended;
import io.liuhen.server.policy.ProceedingFacts.Stop;
import io.liuhen.server.policy.rule.Event;
import io.liuhen.server.policy.rule.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A case (案卷) as it was stated.
 *
 * @param number 案号, the unit's own
 * @param handlers 承办人
 * @param events what has happened in it, when
 * @param keptUntil how long the case file is kept; empty while that is open
 * @param specialTerm an archiving term that another law sets
 * @param proceedings legal reviews and decisions
 */
public record CaseFile(
        String number,
        String matter,
        List<String> parties,
        List<String> handlers,
        Set<String> circumstances,
        Map<Event, Instant> events,
        List<Paper> papers,
        List<Link> recordings,
        Optional<Instant> keptUntil,
        Optional<SpecialTerm> specialTerm,
        List<ProceedingFacts> proceedings) {
    private static final Set<Event> OWN =
            EnumSet.of(Event.CASE_STARTED, Event.START_APPROVED, Event.CASE_CONCLUDED, Event.CASE_CLOSED);
    private static final Set<Event> OF_PROCEEDINGS = EnumSet.range(Event.REVIEW_ACCEPTED, Event.WITHDRAWN);
    private static final Set<Subject> PROCEEDINGS = EnumSet.of(Subject.REVIEW, Subject.DECISION);

    /**
     * A document of the case (文书).
     *
     * @param kind as the pack names it
     * @param segment the sealed scan or text; empty for one that is on paper alone
     */
    public record Paper(String kind, String title, Optional<String> segment) {}

    static CaseFile of(Statement said, Words words) {
        CaseFile file = new CaseFile(
                said.required("number").strip(),
                said.text("matter"),
                said.texts("parties"),
                said.texts("handlers"),
                Set.copyOf(said.texts("circumstances")),
                events(said, OWN),
                said.objects("documents").stream().map(CaseFile::paper).toList(),
                Link.all(said, "recordings"),
                said.time("keptUntil"),
                said.object("specialTerm").map(CaseFile::specialTerm),
                said.objects("proceedings").stream().map(CaseFile::proceeding).toList());
        Words.check(said, "circumstances", file.circumstances(), words.circumstances());
        said.noMore();
        return file;
    }

    private static Map<Event, Instant> events(Statement said, Set<Event> allowed) {
        Map<Event, Instant> events = new EnumMap<>(Event.class);
        Optional<Statement> stated = said.object("events");
        for (Event event : allowed) {
            stated.flatMap(inner -> inner.time(word(event))).ifPresent(at -> events.put(event, at));
        }
        stated.ifPresent(Statement::noMore);
        return events;
    }

    /** As packs and people write an event: {@code case-closed}. */
    private static String word(Enum<?> event) {
        return event.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Paper paper(Statement said) {
        Paper paper = new Paper(
                said.required("kind"),
                said.text("title"),
                Optional.of(said.text("segment")).filter(id -> !id.isEmpty()));
        said.noMore();
        return paper;
    }

    private static SpecialTerm specialTerm(Statement said) {
        SpecialTerm term = new SpecialTerm(said.requiredTime("until"), said.required("basis"));
        said.noMore();
        return term;
    }

    private static ProceedingFacts proceeding(Statement said) {
        String subject = said.required("subject");
        Optional<Subject> known =
                PROCEEDINGS.stream().filter(each -> word(each).equals(subject)).findFirst();
        if (known.isEmpty()) {
            said.wrong("subject", "must be review or decision");
        }
        ProceedingFacts facts = new ProceedingFacts(
                said.required("id"),
                known.orElse(Subject.REVIEW),
                events(said, OF_PROCEEDINGS),
                Set.copyOf(said.texts("circumstances")),
                said.objects("stops").stream().map(CaseFile::stop).toList(),
                said.objects("extensions").stream().map(CaseFile::extended).toList());
        said.noMore();
        return facts;
    }

    private static Stop stop(Statement said) {
        Stop stop = new Stop(said.required("reason"), said.requiredTime("from"), said.time("to"));
        said.noMore();
        return stop;
    }

    private static Extended extended(Statement said) {
        Extended extended =
                new Extended(said.required("deadline"), said.requiredTime("approvedAt"), said.required("approver"));
        said.noMore();
        return extended;
    }

    /** Whether it is over: closed, or carried out to its end. */
    public boolean isOver() {
        return Stream.of(Event.CASE_CLOSED, Event.CASE_CONCLUDED).anyMatch(events::containsKey);
    }

    /** What counts from when it was first stated. */
    Map<String, String> points() {
        Map<String, String> points = new LinkedHashMap<>();
        papers.forEach(paper -> points.merge("document/" + paper.kind(), "", (one, other) -> one));
        return points;
    }

    /** The ids of everything that it says it holds as segments. */
    List<String> segments() {
        List<String> segments = new ArrayList<>();
        papers.forEach(paper -> paper.segment().ifPresent(segments::add));
        return segments;
    }
}
