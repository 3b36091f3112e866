package io.liuhen.storage;

import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobIndex;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.JobRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Durable jobs. Thread-safe; every method blocks on the disk. */
public final class Jobs {
    private final EngineParts parts;

    Jobs(EngineParts parts) {
        this.parts = parts;
    }

    /** Takes jobs of one kind that are due, for the time of a lease. */
    public List<JobRow> take(String kind, int limit, Duration lease) {
        Instant now = parts.clock().instant();
        return parts.index().jobs().take(kind, limit, now, now.plus(lease));
    }

    /** Prolongs a lease. False if the job was handed to somebody else. */
    public boolean renew(JobRow lease, Duration more) {
        return parts.index().jobs().renew(lease, parts.clock().instant().plus(more));
    }

    /** The job is done, and these facts come of it. */
    public Commit finish(JobRow lease, Facts facts) {
        return parts.committer().finish(parts.index().jobs().finish(lease, facts));
    }

    /**
     * The job failed and is tried again after a while, of {@link JobIndex#WAIT_MAX} at most. False if it was handed to
     * somebody else.
     */
    public boolean retry(JobRow lease, Duration delay, String reason) {
        if (delay.compareTo(JobIndex.WAIT_MAX) > 0) {
            throw new IllegalArgumentException("no job waits for " + delay);
        }
        return parts.index().jobs().retry(lease, parts.clock().instant().plus(delay), reason);
    }

    /** The job is given up, with these facts. */
    public Commit park(JobRow lease, String reason, Facts facts) {
        return parts.committer().finish(parts.index().jobs().park(lease, reason, facts));
    }

    /**
     * Ends a job that waits or runs: it is given up, with these facts, and whoever works on it has lost it. {@link
     * Commit.Fenced} if it is not under way.
     */
    public Commit cancel(JobKey key, String reason, Facts facts) {
        return parts.committer().finish(parts.index().jobs().cancel(key, reason, facts));
    }

    /** One job. */
    public Optional<JobRow> find(JobKey key) {
        return parts.index().jobs().job(key);
    }

    /** All jobs about one segment. */
    public List<JobRow> about(SegmentId subject) {
        return parts.index().jobs().about(subject);
    }

    /** How many jobs of each kind wait or run. Counts by reading. */
    public Map<String, Integer> queued() {
        return parts.index().jobs().queued();
    }
}
