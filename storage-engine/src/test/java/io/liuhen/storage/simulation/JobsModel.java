package io.liuhen.storage.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.index.JobIndex;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.JobRow.State;
import io.liuhen.storage.index.NewJob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What each job may be; usually one thing. */
final class JobsModel {
    private static final Comparator<JobRow> IN_TURN = Comparator.comparingInt(JobRow::priority)
            .thenComparing(JobRow::runAt)
            .thenComparing(row -> row.key().subject());

    private final Map<JobKey, Set<Optional<JobRow>>> possible = new LinkedHashMap<>();

    Set<JobKey> keys() {
        return possible.keySet();
    }

    private Set<Optional<JobRow>> of(JobKey key) {
        return possible.computeIfAbsent(key, each -> new LinkedHashSet<>(Set.of(Optional.empty())));
    }

    /** Every possibility becomes another one; where it is in doubt, it may also stay. */
    private void become(JobKey key, UnaryOperator<Optional<JobRow>> next, boolean inDoubt) {
        Set<Optional<JobRow>> now = of(key);
        Set<Optional<JobRow>> then = new LinkedHashSet<>(inDoubt ? now : Set.of());
        now.forEach(each -> then.add(next.apply(each)));
        possible.put(key, then);
    }

    void enqueue(NewJob job, boolean inDoubt) {
        become(
                job.key(),
                old -> old.filter(JobsModel::underWay).isPresent()
                        ? old.map(row -> hastened(row, job))
                        : Optional.of(new JobRow(
                                job.key(),
                                State.WAITING,
                                job.priority(),
                                job.runAt(),
                                0,
                                0,
                                old.map(JobRow::token).orElse(0L) + 1,
                                "")),
                inDoubt);
    }

    /** One that waits is as urgent as the most urgent wish for it, and never later for it. */
    private static JobRow hastened(JobRow row, NewJob wish) {
        boolean sooner = row.state() == State.WAITING && wish.priority() < row.priority();
        return !sooner
                ? row
                : new JobRow(
                        row.key(),
                        row.state(),
                        wish.priority(),
                        wish.runAt().isBefore(row.runAt()) ? wish.runAt() : row.runAt(),
                        row.failures(),
                        row.takes(),
                        row.token(),
                        row.reason());
    }

    private static boolean underWay(JobRow row) {
        return row.state() == State.WAITING || row.state() == State.LEASED;
    }

    private static boolean due(JobRow row, String kind, Instant now) {
        return row.key().kind().equals(kind) && underWay(row) && (!row.runAt().isAfter(now) || tooLate(row, now));
    }

    /** Enqueued, or put off, while the clock was ahead. */
    private static boolean tooLate(JobRow row, Instant now) {
        return row.state() == State.WAITING && row.runAt().isAfter(now.plus(JobIndex.WAIT_MAX));
    }

    private static JobRow with(
            JobRow row, State state, Instant runAt, int failures, int takes, long token, String why) {
        return new JobRow(row.key(), state, row.priority(), runAt, failures, takes, token, why);
    }

    private static JobRow leased(JobRow row, Instant leaseEnd) {
        return with(row, State.LEASED, leaseEnd, row.failures(), row.takes() + 1, row.token() + 1, row.reason());
    }

    void taken(String kind, int limit, Instant now, Instant leaseEnd, List<JobRow> taken) {
        List<JobRow> certain = new ArrayList<>();
        boolean allCertain = true;
        for (Set<Optional<JobRow>> each : possible.values()) {
            boolean dueForCertain = each.stream().allMatch(row -> row.isPresent() && due(row.get(), kind, now));
            boolean mayBeDue = each.stream().anyMatch(row -> row.isPresent() && due(row.get(), kind, now));
            allCertain &= each.size() == 1;
            if (dueForCertain) {
                certain.add(each.iterator().next().orElseThrow());
            } else if (mayBeDue) {
                allCertain = false;
            }
        }
        if (allCertain) {
            List<JobRow> expected = certain.stream()
                    .sorted(Comparator.comparing((JobRow row) -> tooLate(row, now))
                            .thenComparing(IN_TURN))
                    .limit(limit)
                    .map(row -> leased(row, leaseEnd))
                    .toList();
            assertEquals(expected, taken, "jobs of kind " + kind);
        }
        assertTrue(taken.size() >= Math.min(limit, certain.size()), "a job that is due was not handed out");
        for (JobRow row : taken) {
            assertTrue(
                    of(row.key()).stream()
                            .flatMap(Optional::stream)
                            .anyMatch(old ->
                                    due(old, kind, now) && leased(old, leaseEnd).equals(row)),
                    () -> "nothing led to " + row + " from " + of(row.key()));
            possible.put(row.key(), new LinkedHashSet<>(Set.of(Optional.of(row))));
        }
    }

    /** Some may have been taken before it failed. */
    void takingFailed(String kind, Instant now, Instant leaseEnd) {
        for (JobKey key : List.copyOf(possible.keySet())) {
            if (key.kind().equals(kind)) {
                become(key, old -> old.map(row -> due(row, kind, now) ? leased(row, leaseEnd) : row), true);
            }
        }
    }

    /** Whether this lease can be the one that counts. */
    boolean mayHold(JobRow lease) {
        return of(lease.key()).stream().anyMatch(row -> holds(row, lease));
    }

    /** Whether it may be that this lease does not count. */
    boolean mayNotHold(JobRow lease) {
        return of(lease.key()).stream().anyMatch(row -> !holds(row, lease));
    }

    private static boolean holds(Optional<JobRow> row, JobRow lease) {
        return row.isPresent() && row.get().state() == State.LEASED && row.get().token() == lease.token();
    }

    /** The lease was found good or bad. */
    void found(JobRow lease, boolean good) {
        of(lease.key()).removeIf(row -> holds(row, lease) != good);
        assertTrue(!of(lease.key()).isEmpty(), () -> "the lease " + lease + " cannot be " + (good ? "good" : "bad"));
    }

    private void whileHeld(JobRow lease, UnaryOperator<JobRow> next, boolean inDoubt) {
        become(lease.key(), old -> holds(old, lease) ? old.map(next) : old, inDoubt);
    }

    void renew(JobRow lease, Instant leaseEnd, boolean inDoubt) {
        whileHeld(
                lease,
                row -> with(row, State.LEASED, leaseEnd, row.failures(), row.takes(), row.token(), row.reason()),
                inDoubt);
    }

    void retry(JobRow lease, Instant runAt, String why, boolean inDoubt) {
        whileHeld(
                lease,
                row -> with(row, State.WAITING, runAt, row.failures() + 1, row.takes(), row.token(), why),
                inDoubt);
    }

    void conclude(JobRow lease, State state, String why, boolean inDoubt) {
        whileHeld(lease, row -> with(row, state, row.runAt(), row.failures(), row.takes(), row.token(), why), inDoubt);
    }

    /** An opening has ended every lease, or has failed, perhaps after some. */
    void released(Instant now, boolean failed) {
        for (JobKey key : List.copyOf(possible.keySet())) {
            become(
                    key,
                    old -> old.map(row -> row.state() == State.LEASED
                            ? with(row, State.WAITING, now, row.failures(), row.takes(), row.token() + 1, row.reason())
                            : row),
                    failed);
        }
    }

    /** What is seen must be possible, and is what it is from here on. */
    void see(JobKey key, Optional<JobRow> row) {
        assertTrue(
                of(key).contains(row), () -> "job " + key + " is " + row + ", which none of " + of(key) + " leads to");
        possible.put(key, new LinkedHashSet<>(Set.of(row)));
    }
}
