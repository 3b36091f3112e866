package io.liuhen.server.duty;

import io.liuhen.server.duty.Duties.Asked;
import io.liuhen.server.policy.ActJudgement;
import io.liuhen.server.policy.Obligation;
import io.liuhen.server.records.DueRows;
import io.liuhen.server.records.DueRows.Named;
import io.liuhen.server.records.DueRows.Row;
import io.liuhen.server.records.DueRows.State;
import io.liuhen.server.records.DueRows.Subject;
import io.liuhen.storage.disk.StorageException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts rows of the index where they belong: those whose facts have changed, and those whose time has come. Thread-safe; blocks
 * on the disk.
 */
public final class DueKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(DueKeeper.class);
    private static final int BATCH = 200;

    private final DueRows rows;
    private final Duties duties;
    private final InstantSource clock;

    DueKeeper(DueRows rows, Duties duties, InstantSource clock) {
        this.rows = rows;
        this.duties = duties;
        this.clock = clock;
    }

    /** Judges some rows that wait for it. False if none was judged. */
    public boolean step() {
        int judged = 0;
        List<Row> marked = rows.list(State.MARKED, Optional.empty(), Optional.empty(), BATCH);
        for (Row row : marked) {
            judged += tried(row.named(), this::judgeWithCases);
        }
        List<Row> over = rows.list(State.UPCOMING, Optional.of(clock.instant()), Optional.empty(), BATCH);
        for (Row row : over) {
            judged += tried(row.named(), this::judge);
        }
        return judged > 0;
    }

    /** One that cannot be judged stays where it is, and keeps no other waiting. */
    private static int tried(Named named, Consumer<Named> judging) {
        try {
            judging.accept(named);
            return 1;
        } catch (StorageException | IllegalStateException e) {
            LOG.warn("{} {} could not be judged: {}", named.subject(), named.id(), e.getMessage(), e);
            return 0;
        }
    }

    private void judgeWithCases(Named named) {
        judge(named);
        if (named.subject() == Subject.RECORDING) {
            duties.casesNamedBy(named.id()).forEach(file -> judge(new Named(Subject.CASE, file)));
        }
    }

    /** Puts one row where it belongs; if its facts change meanwhile, it stays marked. */
    void judge(Named named) {
        int version = rows.version(named);
        Instant now = clock.instant();
        Asked asked = duties.of(named);
        Optional<Instant> overdue = earliest(Stream.concat(
                asked.obligations().stream()
                        .filter(each -> each.state() == Obligation.State.OVERDUE)
                        .flatMap(each -> each.until().stream()),
                asked.acts().stream()
                        .filter(each -> each.state() == ActJudgement.State.RED)
                        .flatMap(each -> each.until().stream())));
        Optional<Instant> next = earliest(Stream.concat(
                asked.obligations().stream()
                        .filter(each ->
                                each.state() == Obligation.State.ON_TIME || each.state() == Obligation.State.DUE_SOON)
                        .flatMap(each -> each.until().stream()),
                asked.acts().stream()
                        .filter(each -> each.state() == ActJudgement.State.PENDING)
                        .flatMap(each -> each.until().stream())
                        // One that nobody has judged is pending for ever; that it was not judged is overdue by itself.
                        .filter(until -> !until.isBefore(now))));
        if (overdue.isPresent()) {
            rows.place(named, version, State.OVERDUE, overdue.get(), now);
        } else if (next.isPresent()) {
            rows.place(named, version, State.UPCOMING, next.get(), now);
        } else {
            rows.place(named, version, State.SETTLED, now, now);
        }
    }

    private static Optional<Instant> earliest(Stream<Instant> times) {
        return times.min(Instant::compareTo);
    }
}
