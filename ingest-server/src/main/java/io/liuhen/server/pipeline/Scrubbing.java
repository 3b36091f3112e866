package io.liuhen.server.pipeline;

import io.liuhen.server.custody.Custody;
import io.liuhen.server.observe.Metrics;
import io.liuhen.storage.Fixity;
import io.liuhen.storage.Records;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.verify.Scrubber;
import io.liuhen.storage.verify.Turn;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the engine's scrubber on a thread of its own, and records what it finds: an alarm for what is new, an entry for
 * what is whole again, nothing for what is as it was. Confined to that thread but for {@link #close}.
 */
public final class Scrubbing implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scrubbing.class);
    private static final long AFTER_FAILURE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long STOP_SECONDS = 30;

    private final Supplier<Scrubber> scrubbers;
    private final Fixity fixity;
    private final FixityFacts facts;
    private final FixityAlarm alarm;
    private final StrayReports strays;
    private final Metrics metrics;
    private final Semaphore stopping = new Semaphore(0);
    private final Thread thread = new Thread(this, "liuhen-scrubber");

    /** @param scrubbers makes the one that is driven */
    public Scrubbing(
            Supplier<Scrubber> scrubbers,
            Fixity fixity,
            Records records,
            FixityFacts facts,
            FixityAlarm alarm,
            Custody custody,
            InstantSource clock,
            Metrics metrics,
            String unit) {
        this.scrubbers = scrubbers;
        this.fixity = fixity;
        this.facts = facts;
        this.alarm = alarm;
        this.strays = new StrayReports(records, custody, clock, metrics, unit);
        this.metrics = metrics;
        thread.setDaemon(true);
    }

    /** Begins to read. */
    public void start() {
        thread.start();
    }

    @Override
    public void run() {
        try (Scrubber scrubber = scrubbers.get()) {
            long restNanos = 0;
            while (!stopping.tryAcquire(restNanos, TimeUnit.NANOSECONDS)) {
                restNanos = turn(scrubber);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long turn(Scrubber scrubber) {
        try {
            return done(scrubber.turn());
        } catch (StorageException e) {
            // The same thing is tried again: what is not recorded was not looked at.
            LOG.error("reading everything again stopped for a moment: {}", e.getMessage(), e);
            return AFTER_FAILURE_NANOS;
        } catch (RuntimeException e) {
            // A flaw of ours in what concerns one segment: the thread goes on, and the others are read.
            LOG.error("what was read again could not be recorded: {}", e.getMessage(), e);
            scrubber.passOver();
            return AFTER_FAILURE_NANOS;
        }
    }

    /** Records what a turn has come to; how long to rest after it. */
    private long done(Turn turn) {
        if (turn instanceof Turn.Rest rest) {
            return rest.nanos();
        }
        if (turn instanceof Turn.Read read) {
            metrics.fixityChecked(read.bytes());
        } else if (turn instanceof Turn.Unreadable unreadable) {
            strays.met(unreadable.stray());
        } else if (turn instanceof Turn.Walked walked) {
            strays.walked(walked.day(), walked.strays());
        } else if (turn instanceof Turn.Checked checked) {
            SegmentRow segment = checked.segment();
            checked.damage()
                    .ifPresentOrElse(
                            damage -> alarm.raise(segment, damage, found -> fixity.looked(segment.id(), false, found)),
                            () -> intact(segment));
        }
        return 0;
    }

    private void intact(SegmentRow segment) {
        boolean known = facts.isKnownIntact(segment.id());
        Commit commit = fixity.looked(segment.id(), true, known ? Facts.none() : facts.intact(segment));
        if (commit instanceof Commit.Conflict) {
            // Another report was recorded in the same moment; the segment stays due, and is read again.
            LOG.info("segment {} was reported on at the same time", segment.id());
        } else if (!known && commit instanceof Commit.Done) {
            LOG.info("segment {} is intact", segment.id());
        }
    }

    /** Ends it after the turn that runs. */
    @Override
    public void close() {
        stopping.release();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
