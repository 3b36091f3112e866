package io.liuhen.server.policy.rule;

import io.liuhen.server.policy.time.Span;
import java.util.List;
import java.util.Optional;

/**
 * A term: from one event until another must have happened.
 *
 * @param id unique in the pack, but for alternatives
 * @param who whose duty it is
 * @param from the event that starts it; until it has happened, nothing is counted
 * @param until the event that fulfils it
 * @param option a right that lapses, not a duty
 * @param remindHours how long before its end it is called due soon; a choice of the agency
 * @param contradicts the id of another term for the same thing in the same text, of which one is not taken
 * @param taken false for the one of two contradicting terms that is kept for the record alone
 * @param reading how an unclear place is taken
 */
public record Deadline(
        String id,
        Subject subject,
        String who,
        Span span,
        Event from,
        Event until,
        Condition when,
        List<PauseRule> pauses,
        Optional<ExtensionRule> extension,
        boolean option,
        int remindHours,
        Optional<String> contradicts,
        boolean taken,
        Optional<String> reading,
        Citation cite) {
    public Deadline {
        pauses = List.copyOf(pauses);
    }
}
