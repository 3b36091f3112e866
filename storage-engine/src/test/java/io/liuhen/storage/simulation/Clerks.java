package io.liuhen.storage.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.JobRow.State;
import io.liuhen.storage.simulation.FactsModel.Proposal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Clients that record documents and entries, and workers that do jobs. What they call blocks, so it is one at a time. */
final class Clerks {
    private final Machine machine;
    private final FactsModel facts;
    private final DerivedModel derived;
    private final List<JobRow> leases = new ArrayList<>();

    Clerks(Machine machine, FactsModel facts, DerivedModel derived) {
        this.machine = machine;
        this.facts = facts;
        this.derived = derived;
    }

    private interface Work {
        void run();
    }

    /** Some request. */
    void act(List<SegmentId> subjects, List<SegmentId> sealed) {
        switch (machine.chance.nextInt(11)) {
            case 0, 1, 2 -> record(subjects);
            case 3 -> read();
            case 4, 5 -> take();
            case 6 -> renew();
            case 7 -> retry();
            case 8 -> derived.publish(sealed);
            case 9 -> tend();
            default -> conclude(subjects);
        }
    }

    private void trying(Work work, Work failed) {
        boolean readOnly = machine.isReadOnly();
        try {
            work.run();
        } catch (StorageException e) {
            machine.expected(e);
            if (!readOnly || !Machine.withoutEffect(e)) {
                failed.run();
            }
        }
    }

    /** What a server does every second; now and then an hour has passed. */
    private void tend() {
        if (machine.oneIn(2)) {
            machine.passAnHour();
        }
        trying(machine.engine()::tend, () -> {});
    }

    private void record(List<SegmentId> subjects) {
        Proposal proposal = facts.propose(subjects);
        boolean readOnly = machine.isReadOnly();
        try {
            Commit commit = machine.engine().records().record(proposal.facts());
            facts.answered(proposal, commit);
            assertTrue(!readOnly || proposal.conflict().isPresent(), "a read-only store has recorded something");
        } catch (StorageException e) {
            failed(proposal, machine.expected(e), readOnly);
        }
    }

    private void failed(Proposal proposal, StorageException failure, boolean wasReadOnly) {
        if (wasReadOnly && Machine.withoutEffect(failure)) {
            facts.nothingCameOf(proposal.change());
        } else {
            facts.doubted(proposal.change());
        }
    }

    private void read() {
        DocumentKey key = machine.any(FactsModel.keys());
        trying(
                () -> {
                    int known = facts.versions(key).size();
                    int found = machine.engine().records().versions(key).size();
                    assertTrue(
                            found == known || found == known + 1, "of " + known + " versions " + found + " are there");
                    assertEquals(
                            facts.versions(key),
                            machine.engine().records().versions(key).subList(0, known));
                },
                () -> {});
    }

    private void take() {
        String kind = machine.any(FactsModel.KINDS_OF_JOBS);
        int limit = 1 + machine.chance.nextInt(3);
        Duration lease = Duration.ofSeconds(machine.chance.nextInt(60));
        Instant now = machine.clock.instant();
        trying(
                () -> {
                    List<JobRow> taken = machine.engine().jobs().take(kind, limit, lease);
                    facts.jobs.taken(kind, limit, now, now.plus(lease), taken);
                    leases.addAll(taken);
                },
                () -> facts.jobs.takingFailed(kind, now, now.plus(lease)));
    }

    private void renew() {
        if (leases.isEmpty()) {
            return;
        }
        JobRow lease = machine.any(leases);
        Duration more = Duration.ofSeconds(machine.chance.nextInt(60));
        Instant end = machine.clock.instant().plus(more);
        trying(
                () -> {
                    if (found(lease, machine.engine().jobs().renew(lease, more))) {
                        facts.jobs.renew(lease, end, false);
                    }
                },
                () -> facts.jobs.renew(lease, end, true));
    }

    private void retry() {
        if (leases.isEmpty()) {
            return;
        }
        JobRow lease = machine.any(leases);
        Duration delay = Duration.ofSeconds(machine.chance.nextInt(60));
        Instant then = machine.clock.instant().plus(delay);
        trying(
                () -> {
                    if (found(lease, machine.engine().jobs().retry(lease, delay, "again"))) {
                        facts.jobs.retry(lease, then, "again", false);
                    }
                },
                () -> facts.jobs.retry(lease, then, "again", true));
    }

    /** After a failed write the index may show less than it will when it is opened again: then nothing is learnt. */
    private boolean found(JobRow lease, boolean good) {
        if (!machine.isReadOnly()) {
            facts.jobs.found(lease, good);
        }
        return good;
    }

    private void conclude(List<SegmentId> subjects) {
        if (leases.isEmpty()) {
            return;
        }
        JobRow lease = machine.any(leases);
        boolean parked = machine.oneIn(3);
        State state = parked ? State.PARKED : State.DONE;
        String why = parked ? "no" : "";
        Proposal proposal = facts.propose(subjects);
        Facts asked = proposal.facts();
        boolean readOnly = machine.isReadOnly();
        try {
            Commit commit = parked
                    ? machine.engine().jobs().park(lease, why, asked)
                    : machine.engine().jobs().finish(lease, asked);
            if (commit instanceof Commit.Fenced) {
                found(lease, false);
                facts.nothingCameOf(proposal.change());
                return;
            }
            found(lease, true);
            if (commit instanceof Commit.Done) {
                facts.jobs.conclude(lease, state, why, false);
            }
            facts.answered(proposal, commit);
        } catch (StorageException e) {
            boolean nothing = readOnly && Machine.withoutEffect(machine.expected(e));
            if (!nothing) {
                facts.jobs.conclude(lease, state, why, true);
            }
            failed(proposal, e, readOnly);
        }
    }
}
