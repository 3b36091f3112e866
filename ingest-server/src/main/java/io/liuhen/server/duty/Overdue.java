package io.liuhen.server.duty;

import io.liuhen.server.duty.Duties.Asked;
import io.liuhen.server.records.DueRows;
import io.liuhen.server.records.DueRows.Row;
import io.liuhen.server.records.DueRows.State;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What is overdue, the longest first, found by the index and judged as it stands now. Thread-safe; blocks on the disk. */
public final class Overdue {
    private static final int BEHIND_MAX = 1000;

    private final DueRows rows;
    private final Duties duties;
    private final InstantSource clock;

    Overdue(DueRows rows, Duties duties, InstantSource clock) {
        this.rows = rows;
        this.duties = duties;
        this.clock = clock;
    }

    /** One thing that something is overdue of, and what is asked for it. */
    public record Item(Row row, Asked asked) {}

    /**
     * A page.
     *
     * @param next where to go on; empty at the end
     * @param behind how many more wait to be judged, of which some may be overdue; at most 1000 are counted
     */
    public record Page(List<Item> items, Optional<String> next, int behind) {}

    /** Throws {@code IllegalArgumentException} for a cursor that is none. */
    public Page list(Optional<String> cursor, int limit) {
        List<Row> found = rows.list(State.OVERDUE, Optional.empty(), cursor, limit);
        int behind = rows.list(State.MARKED, Optional.empty(), Optional.empty(), BEHIND_MAX)
                        .size()
                + rows.list(State.UPCOMING, Optional.of(clock.instant()), Optional.empty(), BEHIND_MAX)
                        .size();
        return new Page(
                found.stream().map(row -> new Item(row, duties.of(row.named()))).toList(),
                found.size() < limit
                        ? Optional.empty()
                        : Optional.of(found.get(found.size() - 1).cursor()),
                Math.min(behind, BEHIND_MAX));
    }
}
