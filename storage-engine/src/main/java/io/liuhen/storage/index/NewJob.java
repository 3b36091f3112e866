package io.liuhen.storage.index;

import java.time.Instant;
import java.util.Optional;

/**
 * A job to be done. Where the same one exists and is done or parked, it starts over; where it still waits, it becomes as
 * urgent as the more urgent of both; where it runs, it stays as it is.
 *
 * @param priority 0 is first, 9 last
 * @param runAt not before
 */
public record NewJob(JobKey key, int priority, Instant runAt) {
    /** Refuses priorities outside 0 to 9. */
    public NewJob {
        if (priority < 0 || priority > 9) {
            throw new IllegalArgumentException("a priority of " + priority);
        }
    }

    /** The job that waits already, more urgent by this one; nothing if it is not, or does not wait. */
    public Optional<JobRow> hastening(JobRow old) {
        if (old.state() != JobRow.State.WAITING || priority >= old.priority()) {
            return Optional.empty();
        }
        return Optional.of(new JobRow(
                key,
                old.state(),
                priority,
                runAt.isBefore(old.runAt()) ? runAt : old.runAt(),
                old.failures(),
                old.takes(),
                old.token(),
                old.reason()));
    }
}
