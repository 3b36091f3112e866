package io.liuhen.storage.verify;

import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.FixityIndex;
import io.liuhen.storage.index.FixityIndex.Due;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * Whose turn it is to be read again: the segment that waits longest, once its period is over. One whose last look lies in
 * the time to come got that from a clock that was wrong once, and is due. Whoever cannot be read or recorded is passed over
 * until {@link #restart}, and keeps nobody else waiting. Confined to one thread.
 */
final class WaitingList {
    /** Behind every other id. */
    private static final SegmentId LAST = new SegmentId(new UUID(0xffff_ffff_ffff_7fffL, 0xbfff_ffff_ffff_ffffL));

    private final FixityIndex index;
    private final Duration period;
    private final InstantSource clock;
    private Optional<Due> current = Optional.empty();
    private Optional<Due> passed = Optional.empty();
    private Optional<Due> passedAhead = Optional.empty();

    WaitingList(FixityIndex index, Duration period, InstantSource clock) {
        this.index = index;
        this.period = period;
        this.clock = clock;
    }

    /** Who is to be read now; empty if nobody is due. */
    Optional<SegmentId> next() {
        Instant now = clock.instant();
        current = first(passed)
                .filter(due ->
                        !due.since().isAfter(now) && !due.since().plus(period).isAfter(now))
                .or(() -> first(
                        passedAhead.filter(due -> due.since().isAfter(now)).or(() -> Optional.of(new Due(LAST, now)))));
        return current.map(Due::id);
    }

    private Optional<Due> first(Optional<Due> place) {
        return (place.isPresent() ? index.dueAfter(place.get(), 1) : index.due(1))
                .stream().findFirst();
    }

    /** The last answer of {@link #next} is of no use now; the next one is another. */
    void passOver() {
        if (current.filter(due -> due.since().isAfter(clock.instant())).isPresent()) {
            passedAhead = current;
        } else {
            passed = current.or(() -> passed);
        }
    }

    /** Begins anew, with those who were passed over. */
    void restart() {
        passed = Optional.empty();
        passedAhead = Optional.empty();
    }
}
