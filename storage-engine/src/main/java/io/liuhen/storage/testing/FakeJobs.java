package io.liuhen.storage.testing;

import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobIndex;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.JobRow.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Jobs of a {@link FakeIndex}. Thread-safe. */
final class FakeJobs implements JobIndex {
    private static final Comparator<JobRow> MOST_URGENT_FIRST = Comparator.comparingInt(JobRow::priority)
            .thenComparing(JobRow::runAt)
            .thenComparing(row -> row.key().subject());

    private final FakeIndex index;

    FakeJobs(FakeIndex index) {
        this.index = index;
    }

    @Override
    public List<JobRow> take(String kind, int limit, Instant now, Instant leaseEnd) {
        return index.change(tables -> {
            List<JobRow> due = tables.jobs.values().stream()
                    .filter(row -> row.key().kind().equals(kind) && underWay(row))
                    .filter(row -> !row.runAt().isAfter(now) || isTooLate(row, now))
                    .sorted(Comparator.comparing((JobRow row) -> isTooLate(row, now))
                            .thenComparing(MOST_URGENT_FIRST))
                    .limit(limit)
                    .toList();
            List<JobRow> leases = new ArrayList<>();
            for (JobRow row : due) {
                JobRow lease = new JobRow(
                        row.key(),
                        State.LEASED,
                        row.priority(),
                        leaseEnd,
                        row.failures(),
                        row.takes() + 1,
                        row.token() + 1,
                        row.reason());
                // One change for each: a failure leaves those before it taken.
                index.commit(() -> tables.jobs.put(row.key(), lease));
                leases.add(lease);
            }
            return leases;
        });
    }

    private static boolean isTooLate(JobRow row, Instant now) {
        return row.state() == State.WAITING && row.runAt().isAfter(now.plus(WAIT_MAX));
    }

    private static boolean underWay(JobRow row) {
        return row.state() == State.WAITING || row.state() == State.LEASED;
    }

    private static Optional<JobRow> held(FakeTables tables, JobRow lease) {
        return Optional.ofNullable(tables.jobs.get(lease.key()))
                .filter(now -> now.state() == State.LEASED && now.token() == lease.token());
    }

    private boolean whileHeld(JobRow lease, UnaryOperator<JobRow> next) {
        return index.change(tables -> {
            Optional<JobRow> held = held(tables, lease);
            held.ifPresent(now -> index.commit(() -> tables.jobs.put(now.key(), next.apply(now))));
            return held.isPresent();
        });
    }

    private static JobRow with(JobRow row, State state, Instant runAt, int failures, String reason) {
        return new JobRow(row.key(), state, row.priority(), runAt, failures, row.takes(), row.token(), reason);
    }

    @Override
    public boolean renew(JobRow lease, Instant leaseEnd) {
        return whileHeld(lease, now -> with(now, State.LEASED, leaseEnd, now.failures(), now.reason()));
    }

    @Override
    public boolean retry(JobRow lease, Instant runAt, String reason) {
        return whileHeld(lease, now -> with(now, State.WAITING, runAt, now.failures() + 1, reason));
    }

    @Override
    public Commit finish(JobRow lease, Facts facts) {
        return conclude(lease, State.DONE, "", facts);
    }

    @Override
    public Commit park(JobRow lease, String reason, Facts facts) {
        return conclude(lease, State.PARKED, reason, facts);
    }

    private Commit conclude(JobRow lease, State state, String reason, Facts facts) {
        return index.change(tables -> {
            Optional<JobRow> held = held(tables, lease);
            if (held.isEmpty()) {
                return new Commit.Fenced();
            }
            JobRow now = held.get();
            return new FakeFacts(index, tables, facts)
                    .commit(() -> tables.jobs.put(now.key(), with(now, state, now.runAt(), now.failures(), reason)));
        });
    }

    @Override
    public Commit cancel(JobKey key, String reason, Facts facts) {
        return index.change(tables -> {
            JobRow row = tables.jobs.get(key);
            if (row == null || !underWay(row)) {
                return new Commit.Fenced();
            }
            JobRow ended = new JobRow(
                    key,
                    State.PARKED,
                    row.priority(),
                    row.runAt(),
                    row.failures(),
                    row.takes(),
                    row.token() + 1,
                    reason);
            return new FakeFacts(index, tables, facts).commit(() -> tables.jobs.put(key, ended));
        });
    }

    @Override
    public int releaseAll(Instant now) {
        return index.change(tables -> {
            List<JobRow> leased = tables.jobs.values().stream()
                    .filter(row -> row.state() == State.LEASED)
                    .toList();
            for (JobRow row : leased) {
                JobRow released = new JobRow(
                        row.key(),
                        State.WAITING,
                        row.priority(),
                        now,
                        row.failures(),
                        row.takes(),
                        row.token() + 1,
                        row.reason());
                index.commit(() -> tables.jobs.put(row.key(), released));
            }
            return leased.size();
        });
    }

    @Override
    public Optional<JobRow> job(JobKey key) {
        return index.read(tables -> Optional.ofNullable(tables.jobs.get(key)));
    }

    @Override
    public List<JobRow> about(SegmentId subject) {
        return index.read(tables -> tables.jobs.values().stream()
                .filter(row -> row.key().subject().equals(subject))
                .toList());
    }

    @Override
    public Map<String, Integer> queued() {
        return index.read(tables -> {
            Map<String, Integer> counts = new TreeMap<>();
            tables.jobs.values().stream()
                    .filter(FakeJobs::underWay)
                    .forEach(row -> counts.merge(row.key().kind(), 1, Integer::sum));
            return counts;
        });
    }
}
