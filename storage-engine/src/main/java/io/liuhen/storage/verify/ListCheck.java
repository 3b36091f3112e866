package io.liuhen.storage.verify;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Index;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.pieces.Inventory;
import io.liuhen.storage.pieces.Inventory.Line;
import io.liuhen.storage.verify.Damage.Kind;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Compares the list of one date with the index: one right line for each file, and no other. What is wrong is looked at
 * twice, since seals and disposals change the list meanwhile. Confined to one thread.
 */
final class ListCheck {
    private static final String LIST = "SHA256SUMS";
    private static final String MANIFEST = "manifest.json";
    private static final int ROWS_AT_ONCE = 1000;
    private static final int BYTES_PER_LINE = 128;

    private final LocalDate day;
    private final Inventory inventory;
    private final Index index;
    private long costBytes;

    ListCheck(LocalDate day, Inventory inventory, Index index) {
        this.day = day;
        this.inventory = inventory;
        this.index = index;
    }

    /** What is wrong with the list; the first thing of each sort, and how many there are. */
    Optional<Stray> stray() {
        Set<String> first = new HashSet<>(wrong());
        if (first.isEmpty()) {
            return Optional.empty();
        }
        // Only what is wrong in both looks: a seal or a disposal may have been under way in one of them.
        List<String> both = wrong().stream().filter(first::contains).toList();
        return both.isEmpty()
                ? Optional.empty()
                : Optional.of(new Stray(
                        Kind.MISMATCH,
                        inventory.path(day, LIST),
                        both.get(0) + (both.size() == 1 ? "" : "; and " + (both.size() - 1) + " more")));
    }

    /** What reading it cost. */
    long costBytes() {
        return costBytes;
    }

    private List<String> wrong() {
        List<String> wrong = new ArrayList<>();
        // The rows before the lines: what is sealed has its lines already.
        List<SegmentId> sealed = sealed();
        List<Line> lines = inventory.lines(day);
        costBytes += (long) lines.size() * BYTES_PER_LINE;
        Set<SegmentId> originals = new HashSet<>();
        Set<SegmentId> manifests = new HashSet<>();
        for (Line line : lines) {
            Optional<SegmentId> id = line.segment();
            Optional<SegmentRow> segment = id.flatMap(index.uploads()::segment);
            if (id.isEmpty() || line.digest().isEmpty()) {
                wrong.add("a line is none: " + line.text());
            } else if (segment.isEmpty()) {
                if (!DayWalk.underWay(id.get(), index)) {
                    wrong.add("a line names what nobody knows: " + line.text());
                }
            } else if (!right(line, segment.get())) {
                wrong.add("a line is wrong: " + line.text());
            } else if (!(line.fileName().equals(MANIFEST) ? manifests : originals).add(id.get())) {
                wrong.add("a line stands there twice: " + line.text());
            }
        }
        for (SegmentId id : sealed) {
            boolean both = originals.contains(id) && manifests.contains(id);
            if (!both && index.uploads().segment(id).isPresent()) {
                wrong.add("a line is missing for segment " + id);
            }
        }
        return wrong;
    }

    private boolean right(Line line, SegmentRow segment) {
        if (!line.fileName().equals(MANIFEST)) {
            return line.fileName().equals(segment.fileName()) && line.digest().equals(Optional.of(segment.sha256()));
        }
        try {
            Sha256 sealed = Sha256.digestOf(SegmentCheck.sealedManifest(segment, index.uploads()));
            return line.digest().equals(Optional.of(sealed));
        } catch (StorageException e) {
            if (e.category() != Category.CORRUPT) {
                throw e;
            }
            // The index has lost checksums, or the segment goes just now: not the list's fault, and found elsewhere.
            return true;
        }
    }

    /** The segments of the date, by the times in their ids. */
    private List<SegmentId> sealed() {
        List<SegmentId> found = new ArrayList<>();
        long end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        Optional<SegmentId> after =
                Optional.of(lastOf(day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli() - 1));
        while (true) {
            List<SegmentRow> rows = index.uploads().segments(after, ROWS_AT_ONCE);
            for (SegmentRow row : rows) {
                if (row.id().madeAt().toEpochMilli() >= end) {
                    return found;
                }
                found.add(row.id());
            }
            if (rows.size() < ROWS_AT_ONCE) {
                return found;
            }
            after = Optional.of(rows.get(rows.size() - 1).id());
        }
    }

    /** The last id that a millisecond can have. */
    private static SegmentId lastOf(long millis) {
        return new SegmentId(new UUID(millis << 16 | 0x7fff, 0xbfff_ffff_ffff_ffffL));
    }
}
