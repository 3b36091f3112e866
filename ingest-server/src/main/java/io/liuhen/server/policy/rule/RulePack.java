package io.liuhen.server.policy.rule;

import io.liuhen.server.policy.time.LastDay;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One edition of one agency's regulation as data.
 *
 * @param code the agency's name for it, the same in all editions
 * @param version counts the editions
 * @param from the first day that it is in force; empty: since ever, as far as the text says
 * @param until the last day; empty: until another edition replaces it
 * @param circumstances words that conditions may use besides the kinds of act, and what they mean
 * @param lastDay what becomes of a term in calendar days that ends on a day off
 * @param storing which deadline the storing of a recording has; empty where the text names none
 * @param archiving which deadline the archiving of a case has
 */
public record RulePack(
        String code,
        String title,
        String agency,
        List<TextSource> texts,
        int version,
        Optional<LocalDate> from,
        Optional<LocalDate> until,
        Map<String, String> circumstances,
        LastDay lastDay,
        Optional<String> storing,
        Optional<String> archiving,
        List<Reading> readings,
        List<ActRule> acts,
        List<Exemption> exemptions,
        Optional<WorkRecord> workRecord,
        List<FieldRule> fields,
        List<Bookmark> bookmarks,
        List<OfficerRule> officers,
        List<DocumentRule> documents,
        List<Deadline> deadlines,
        List<Gate> gates,
        List<Yearly> yearly,
        List<RetentionRule> retention,
        List<LongTermClass> longTerm,
        List<Approver> approvers,
        Optional<SpotCheck> spotCheck,
        List<Duty> duties) {
    public RulePack {
        texts = List.copyOf(texts);
        circumstances = Map.copyOf(circumstances);
        readings = List.copyOf(readings);
        acts = List.copyOf(acts);
        exemptions = List.copyOf(exemptions);
        fields = List.copyOf(fields);
        bookmarks = List.copyOf(bookmarks);
        officers = List.copyOf(officers);
        documents = List.copyOf(documents);
        deadlines = List.copyOf(deadlines);
        gates = List.copyOf(gates);
        yearly = List.copyOf(yearly);
        retention = List.copyOf(retention);
        longTerm = List.copyOf(longTerm);
        approvers = List.copyOf(approvers);
        duties = List.copyOf(duties);
    }

    /** The rule for a kind of act. */
    public Optional<ActRule> act(String kind) {
        return acts.stream().filter(rule -> rule.kind().equals(kind)).findFirst();
    }

    /** The term of this name that is taken. */
    public Optional<Deadline> deadline(String id) {
        return deadlines.stream()
                .filter(rule -> rule.taken() && rule.id().equals(id))
                .findFirst();
    }

    /** Who approves a kind of request. */
    public Optional<Approver> approver(String request) {
        return approvers.stream().filter(rule -> rule.request().equals(request)).findFirst();
    }

    /** The same, in force for those days alone: when one unit follows it. */
    public RulePack inForce(Optional<LocalDate> firstDay, Optional<LocalDate> lastDayInForce) {
        return new RulePack(
                code,
                title,
                agency,
                texts,
                version,
                firstDay,
                lastDayInForce,
                circumstances,
                lastDay,
                storing,
                archiving,
                readings,
                acts,
                exemptions,
                workRecord,
                fields,
                bookmarks,
                officers,
                documents,
                deadlines,
                gates,
                yearly,
                retention,
                longTerm,
                approvers,
                spotCheck,
                duties);
    }

    /** Whether there is a day on which both are in force. */
    boolean overlaps(RulePack other) {
        return !endsBefore(other) && !other.endsBefore(this);
    }

    private boolean endsBefore(RulePack other) {
        return until.isPresent() && other.from.isPresent() && until.get().isBefore(other.from.get());
    }

    /** Whether it is in force on a day. */
    public boolean inForce(LocalDate date) {
        return from.map(first -> !date.isBefore(first)).orElse(true)
                && until.map(last -> !date.isAfter(last)).orElse(true);
    }
}
