package io.liuhen.server.records;

import io.liuhen.storage.StorageEngine;
import io.liuhen.storage.index.DocumentIndex.Hit;
import io.liuhen.storage.index.DocumentIndex.Order;
import io.liuhen.storage.index.DocumentIndex.Query;
import io.liuhen.storage.index.Facts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the machine's clock against the latest time that the store knew when it was opened: a clock before that is wrong
 * now, or was wrong then, and whatever comes is recorded with it. Thread-safe.
 */
public final class StoreClock {
    private static final Logger LOG = LoggerFactory.getLogger(StoreClock.class);

    /** What a clock may be set back by its time server without a word. */
    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Optional<Instant> latest;

    private StoreClock(InstantSource clock, Optional<Instant> latest) {
        this.clock = clock;
        this.latest = latest;
    }

    /**
     * Reads the time of the newest entry of the custody log, and of the latest seal, and warns if the clock is before
     * them. Blocks on the disk.
     */
    public static StoreClock read(StorageEngine engine, String unit, InstantSource clock) {
        Stream<Instant> entry = engine
                .ledger()
                .newest()
                .map(leaf -> Instant.parse(leaf.path("at").asText()))
                .stream();
        // A clock that was wrong at the last run as well has newer entries, and older seals.
        Stream<Instant> seal = engine
                .records()
                .find(new Query(
                        Facts.SEGMENT,
                        new Terms(unit).all(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        1,
                        Order.NEWEST_FIRST))
                .hits()
                .stream()
                .map(Hit::sortAt);
        StoreClock found = new StoreClock(clock, Stream.concat(entry, seal).max(Instant::compareTo));
        String notice = found.notice();
        if (found.isBehind()) {
            LOG.warn("{}", notice);
        }
        return found;
    }

    /** Whether the clock is before what the store knew. */
    public boolean isBehind() {
        return latest.filter(known -> clock.instant().plus(TOLERANCE).isBefore(known))
                .isPresent();
    }

    /** {@code ok}, or a sentence for the operator. */
    public String notice() {
        Instant now = clock.instant();
        return latest.filter(known -> now.plus(TOLERANCE).isBefore(known))
                .map(known ->
                        "this machine's clock says " + now + ", which is before the newest entry of the store, of "
                                + known + "; set the clock (NTP): what comes now is recorded with a wrong time")
                .orElse("ok");
    }
}
