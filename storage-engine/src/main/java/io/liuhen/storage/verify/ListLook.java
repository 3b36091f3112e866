package io.liuhen.storage.verify;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Index;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.pieces.Inventory;
import io.liuhen.storage.pieces.Inventory.Line;
import io.liuhen.storage.pieces.Inventory.Lines;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** One look at the list of one date, some lines at a time. Confined to one thread. */
final class ListLook implements AutoCloseable {
    /** No more is remembered of a list that is wrong throughout. */
    static final int WRONG_MAX = 1000;

    private static final String MANIFEST = "manifest.json";
    private static final int ROWS_AT_ONCE = 1000;
    private static final int LINES_AT_ONCE = 64;
    private static final int BYTES_PER_LINE = 128;

    private final LocalDate day;
    private final Inventory inventory;
    private final Index index;
    private final DayIds sealed = new DayIds();
    private final BitSet originals = new BitSet();
    private final BitSet manifests = new BitSet();
    private final Set<String> wrong = new LinkedHashSet<>();
    private Optional<SegmentId> lastRow;
    private boolean rowsRead;
    private Optional<Lines> lines = Optional.empty();
    private boolean linesRead;
    private int compared;

    ListLook(LocalDate day, Inventory inventory, Index index) {
        this.day = day;
        this.inventory = inventory;
        this.index = index;
        this.lastRow =
                Optional.of(lastOf(day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli() - 1));
    }

    /** Looks at some more; returns what that cost in bytes, 0 when there is nothing more to look at. */
    long next() {
        // The rows before the lines: what is sealed has its lines already.
        if (!rowsRead) {
            return readRows();
        }
        if (!linesRead) {
            return readLines();
        }
        return compareRows();
    }

    /** What is wrong, the first things, once there is nothing more to look at. */
    Set<String> wrong() {
        return wrong;
    }

    private void found(String what) {
        if (wrong.size() < WRONG_MAX) {
            wrong.add(what);
        }
    }

    /** The segments of the date, by the times in their ids. */
    private long readRows() {
        long end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        List<SegmentRow> rows = index.uploads().segments(lastRow, ROWS_AT_ONCE);
        for (SegmentRow row : rows) {
            if (row.id().madeAt().toEpochMilli() >= end) {
                rowsRead = true;
                return 1;
            }
            sealed.add(row.id());
            lastRow = Optional.of(row.id());
        }
        rowsRead = rows.size() < ROWS_AT_ONCE;
        return 1;
    }

    /** The last id that a millisecond can have. */
    private static SegmentId lastOf(long millis) {
        return new SegmentId(new UUID(millis << 16 | 0x7fff, 0xbfff_ffff_ffff_ffffL));
    }

    private long readLines() {
        if (lines.isEmpty()) {
            lines = Optional.of(inventory.lines(day));
        }
        List<Line> some = lines.get().next(LINES_AT_ONCE);
        some.forEach(this::look);
        if (some.size() < LINES_AT_ONCE) {
            close();
            linesRead = true;
        }
        return 1 + (long) some.size() * BYTES_PER_LINE;
    }

    private void look(Line line) {
        Optional<SegmentId> id = line.segment();
        Optional<SegmentRow> segment = id.flatMap(index.uploads()::segment);
        if (id.isEmpty() || line.digest().isEmpty()) {
            found("a line is none: " + line.text());
        } else if (segment.isEmpty()) {
            if (!DayWalk.underWay(id.get(), index)) {
                found("a line names what nobody knows: " + line.text());
            }
        } else if (!right(line, segment.get())) {
            found("a line is wrong: " + line.text());
        } else {
            right(line, id.get());
        }
    }

    private void right(Line line, SegmentId id) {
        BitSet seen = line.fileName().equals(MANIFEST) ? manifests : originals;
        int place = sealed.find(id);
        // One that was sealed since the rows were read has no place.
        if (place >= 0) {
            if (seen.get(place)) {
                found("a line stands there twice: " + line.text());
            }
            seen.set(place);
        }
    }

    private boolean right(Line line, SegmentRow segment) {
        if (!line.fileName().equals(MANIFEST)) {
            return line.fileName().equals(segment.fileName()) && line.digest().equals(Optional.of(segment.sha256()));
        }
        try {
            Sha256 manifest = Sha256.digestOf(SegmentCheck.sealedManifest(segment, index.uploads()));
            return line.digest().equals(Optional.of(manifest));
        } catch (StorageException e) {
            if (e.category() != Category.CORRUPT) {
                throw e;
            }
            // The index has lost checksums, or the segment goes just now: not the list's fault, and found elsewhere.
            return true;
        }
    }

    private long compareRows() {
        int end = Math.min(sealed.size(), compared + ROWS_AT_ONCE);
        long cost = compared < end ? 1 : 0;
        for (; compared < end; compared++) {
            if (!originals.get(compared) || !manifests.get(compared)) {
                SegmentId id = sealed.get(compared);
                if (index.uploads().segment(id).isPresent()) {
                    found("a line is missing for segment " + id);
                }
            }
        }
        return cost;
    }

    @Override
    public void close() {
        lines.ifPresent(Lines::close);
        lines = Optional.empty();
    }
}
