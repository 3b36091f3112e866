package io.liuhen.storage.rocks;

import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobIndex;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.JobRow.State;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Jobs on RocksDB. Thread-safe. */
final class RocksJobs implements JobIndex {
    private static final int PRIORITIES = 10;

    private final Database db;
    private final Locks locks;
    private final Tickets tickets;

    /** One taker at a time: two would see the same due jobs. */
    private final ReentrantLock taking = new ReentrantLock();

    RocksJobs(Database db, Locks locks, Tickets tickets) {
        this.db = db;
        this.locks = locks;
        this.tickets = tickets;
    }

    @Override
    public List<JobRow> take(String kind, int limit, Instant now, Instant leaseEnd) {
        taking.lock();
        try {
            List<JobRow> leases = new ArrayList<>();
            for (JobKey key : due(kind, limit, now)) {
                lease(key, now, leaseEnd).ifPresent(leases::add);
            }
            return leases;
        } finally {
            taking.unlock();
        }
    }

    private List<JobKey> due(String kind, int limit, Instant now) {
        List<JobKey> keys = new ArrayList<>();
        for (int priority = 0; priority < PRIORITIES && keys.size() < limit; priority++) {
            Queue queue = db.queues().due(kind, priority);
            if (!db.queues().isEmpty(queue)) {
                Optional<byte[]> end = Optional.of(Keys.dueAfter(kind, priority, now));
                keys.addAll(queue.first(end, limit - keys.size(), row -> jobKey(row.key())));
            }
        }
        for (int priority = 0; priority < PRIORITIES && keys.size() < limit; priority++) {
            if (!db.queues().isEmpty(db.queues().due(kind, priority))) {
                keys.addAll(tooLate(kind, priority, now, limit - keys.size()));
            }
        }
        return keys;
    }

    /** Those whose time is further ahead than any job waits. */
    private List<JobKey> tooLate(String kind, int priority, Instant now, int limit) {
        List<JobKey> keys = new ArrayList<>();
        try (Cursor rows = db.iterate(Family.DUE, Optional.of(Keys.duePrefix(kind, priority + 1)))) {
            rows.seek(Keys.dueAfter(kind, priority, now.plus(WAIT_MAX)));
            while (rows.isValid() && keys.size() < limit) {
                JobKey key = jobKey(rows.key());
                // Not a lease: whoever has it works on it, and it ends with the process at the latest.
                if (job(key).filter(row -> row.state() == State.WAITING).isPresent()) {
                    keys.add(key);
                }
                rows.next();
            }
        }
        return keys;
    }

    private static boolean isDue(JobRow row, Instant now) {
        return !row.runAt().isAfter(now)
                || (row.state() == State.WAITING && row.runAt().isAfter(now.plus(WAIT_MAX)));
    }

    private Optional<JobRow> lease(JobKey key, Instant now, Instant leaseEnd) {
        return locks.holding(
                List.of(key),
                () -> job(key).filter(RocksJobs::isUnderWay)
                        .filter(row -> isDue(row, now))
                        .map(row -> replace(
                                row,
                                new JobRow(
                                        key,
                                        State.LEASED,
                                        row.priority(),
                                        leaseEnd,
                                        row.failures(),
                                        row.takes() + 1,
                                        row.token() + 1,
                                        row.reason()))));
    }

    private JobRow replace(JobRow old, JobRow fresh) {
        try (Change change = new Change(db, tickets)) {
            change.delete(Family.DUE, Keys.due(old)).putJob(fresh).commit();
        }
        return fresh;
    }

    @Override
    public boolean renew(JobRow lease, Instant leaseEnd) {
        return whileHeld(
                lease,
                now -> new JobRow(
                        now.key(),
                        State.LEASED,
                        now.priority(),
                        leaseEnd,
                        now.failures(),
                        now.takes(),
                        now.token(),
                        now.reason()));
    }

    @Override
    public boolean retry(JobRow lease, Instant runAt, String reason) {
        return whileHeld(
                lease,
                now -> new JobRow(
                        now.key(),
                        State.WAITING,
                        now.priority(),
                        runAt,
                        now.failures() + 1,
                        now.takes(),
                        now.token(),
                        reason));
    }

    private boolean whileHeld(JobRow lease, UnaryOperator<JobRow> next) {
        return locks.holding(
                List.of(lease.key()),
                () -> held(lease).map(now -> replace(now, next.apply(now))).isPresent());
    }

    private Optional<JobRow> held(JobRow lease) {
        return job(lease.key()).filter(now -> now.state() == State.LEASED && now.token() == lease.token());
    }

    @Override
    public Commit finish(JobRow lease, Facts facts) {
        return conclude(lease, State.DONE, "", facts);
    }

    @Override
    public Commit park(JobRow lease, String reason, Facts facts) {
        return conclude(lease, State.PARKED, reason, facts);
    }

    @Override
    public Commit cancel(JobKey key, String reason, Facts facts) {
        return ending(key, () -> job(key).filter(RocksJobs::isUnderWay), State.PARKED, 1, reason, facts);
    }

    private static boolean isUnderWay(JobRow row) {
        return row.state() == State.WAITING || row.state() == State.LEASED;
    }

    private Commit conclude(JobRow lease, State state, String reason, Facts facts) {
        return ending(lease.key(), () -> held(lease), state, 0, reason, facts);
    }

    /** Ends the job that is found under its lock; the token moves on by a step where its holder must not end it too. */
    private Commit ending(
            JobKey key, Supplier<Optional<JobRow>> find, State state, long step, String reason, Facts facts) {
        List<Object> keys = Change.keysOf(facts);
        keys.add(key);
        return locks.holding(keys, () -> {
            Optional<JobRow> found = find.get();
            if (found.isEmpty()) {
                return new Commit.Fenced();
            }
            JobRow now = found.get();
            try (Change change = new Change(db, tickets)) {
                change.delete(Family.DUE, Keys.due(now))
                        .putJob(new JobRow(
                                key,
                                state,
                                now.priority(),
                                now.runAt(),
                                now.failures(),
                                now.takes(),
                                now.token() + step,
                                reason));
                Optional<Commit.Conflict> conflict = change.add(facts);
                return conflict.isPresent() ? conflict.get() : change.commit();
            }
        });
    }

    @Override
    public int releaseAll(Instant now) {
        List<JobKey> keys = new ArrayList<>();
        try (Cursor rows = db.iterate(Family.LEASES)) {
            for (rows.seekToFirst(); rows.isValid(); rows.next()) {
                keys.add(jobKey(rows.key()));
            }
        }
        int released = 0;
        for (JobKey key : keys) {
            Optional<JobRow> leased = job(key).filter(row -> row.state() == State.LEASED);
            if (leased.isPresent()) {
                JobRow row = leased.get();
                replace(
                        row,
                        new JobRow(
                                key,
                                State.WAITING,
                                row.priority(),
                                now,
                                row.failures(),
                                row.takes(),
                                row.token() + 1,
                                row.reason()));
                released++;
            }
        }
        return released;
    }

    private static JobKey jobKey(byte[] key) {
        return new JobKey(Keys.kind(key), SegmentId.read(ByteBuffer.wrap(key).position(key.length - SegmentId.BYTES)));
    }

    @Override
    public Optional<JobRow> job(JobKey key) {
        return db.get(Family.JOBS, Keys.job(key)).map(value -> Rows.job(key, value));
    }

    @Override
    public List<JobRow> about(SegmentId subject) {
        List<JobRow> jobs = new ArrayList<>();
        byte[] next = {};
        try (Cursor rows = db.iterate(Family.JOBS)) {
            // One seek per kind of job: there are few kinds, and any number of segments.
            for (rows.seek(next); rows.isValid(); rows.seek(next)) {
                String kind = Keys.kind(rows.key());
                job(new JobKey(kind, subject)).ifPresent(jobs::add);
                next = Keys.then(kind.getBytes(StandardCharsets.UTF_8), new byte[] {1});
            }
        }
        return jobs;
    }

    @Override
    public Map<String, Integer> queued() {
        db.checkOpen();
        return db.queues().jobs();
    }
}
