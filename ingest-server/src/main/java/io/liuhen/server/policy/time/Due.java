package io.liuhen.server.policy.time;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * When a term ends.
 *
 * @param until the last instant that is in time; for terms in days, 24:00 of the last day in the unit's zone
 * @param provisionalYears the years without an announced calendar that were counted over; empty if the date is settled
 */
public record Due(Instant until, SortedSet<Integer> provisionalYears) {
    public Due {
        provisionalYears = Collections.unmodifiableSortedSet(new TreeSet<>(provisionalYears));
    }

    /** Whether an announcement that is still to come may move it. */
    public boolean provisional() {
        return !provisionalYears.isEmpty();
    }

    /** Whether something that happens then is too late. */
    public boolean isPastAt(Instant instant) {
        return instant.isAfter(until);
    }
}
