package io.liuhen.server.pipeline;

import io.liuhen.storage.Jobs;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.JobRow;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs that this server works on now. Their leases are short and are prolonged as long as the work lives, so that a
 * worker that hangs or dies elsewhere does not keep a job for hours. Thread-safe.
 */
public final class Underway {
    /** How long a job is had without a sign of life. */
    static final Duration LEASE = Duration.ofMinutes(5);

    /** Several beats may be missed. */
    static final Duration BEAT = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Underway.class);

    private final Jobs jobs;
    private final LongSupplier nanoTime;
    private final Map<JobKey, Work> works = new ConcurrentHashMap<>();

    public Underway(Jobs jobs, LongSupplier nanoTime) {
        this.jobs = jobs;
        this.nanoTime = nanoTime;
    }

    /** A job was taken. */
    Work begin(JobRow lease, BooleanSupplier stopping) {
        Work work = new Work(lease, nanoTime.getAsLong(), stopping);
        Work before = works.put(lease.key(), work);
        if (before != null) {
            // Its lease had ended, by a clock that jumped: whoever took it last has it.
            before.lose();
        }
        return work;
    }

    /** Nobody works on it any more. */
    void end(Work work) {
        works.remove(work.lease().key(), work);
    }

    /** Nobody wants it done any more. */
    void lose(JobKey key) {
        Work work = works.get(key);
        if (work != null) {
            work.lose();
        }
    }

    /** Prolongs every lease; work whose job was handed to somebody else is told so. Blocks on the disk. */
    void beat() {
        for (Work work : works.values()) {
            try {
                if (!jobs.renew(work.lease(), LEASE)) {
                    work.lose();
                }
            } catch (RuntimeException e) {
                // The store's own alarm tells why, and the others want theirs prolonged all the same. A lease that
                // ends costs a try of the work and no more.
                LOG.warn(
                        "the lease of {} of segment {} could not be prolonged: {}",
                        work.lease().key().kind(),
                        work.lease().key().subject(),
                        e.getMessage());
            }
        }
    }

    /** How far a job has come that is done here now. */
    public Optional<Progress> progress(JobKey key) {
        return Optional.ofNullable(works.get(key)).map(work -> work.progress(nanoTime.getAsLong()));
    }
}
