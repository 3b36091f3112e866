package io.liuhen.storage.index;

import java.time.Instant;

/**
 * A job to be done. Where the same one exists and is done or parked, it starts over; where it still waits or runs, it
 * stays as it is.
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
}
