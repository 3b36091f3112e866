package io.liuhen.storage.index;

import io.liuhen.storage.format.SegmentId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Durable jobs with leases. Whoever takes a job has it until the lease ends; after that anybody may take it again, and a
 * late result is refused by its token.
 */
public interface JobIndex {
    /**
     * Longest that a job waits. One that would wait longer got its time from a clock that was ahead then, and is due like
     * the others, after them.
     */
    Duration WAIT_MAX = Duration.ofDays(1);

    /** Hands out jobs of one kind that are due, most urgent first, then longest due. */
    List<JobRow> take(String kind, int limit, Instant now, Instant leaseEnd);

    /** Prolongs a lease. False if the job was handed to somebody else. */
    boolean renew(JobRow lease, Instant leaseEnd);

    /** The job is done, and these facts come of it. */
    Commit finish(JobRow lease, Facts facts);

    /** The job failed and is tried again at a later time. False if it was handed to somebody else. */
    boolean retry(JobRow lease, Instant runAt, String reason);

    /** The job is given up, with these facts. */
    Commit park(JobRow lease, String reason, Facts facts);

    /**
     * Ends a job that waits or that somebody works on: it is given up, with these facts, and the result of whoever had it
     * is refused. {@link Commit.Fenced} if it is not under way.
     */
    Commit cancel(JobKey key, String reason, Facts facts);

    /** Ends every lease: whoever held one died with the former server. Returns how many. */
    int releaseAll(Instant now);

    /** One job. */
    Optional<JobRow> job(JobKey key);

    /** All jobs about one segment. */
    List<JobRow> about(SegmentId subject);

    /** How many jobs of each kind wait or run now. Counts by reading, so not for hot paths. */
    Map<String, Integer> queued();
}
