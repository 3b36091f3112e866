package io.liuhen.storage.verify;

import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Index;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.index.UploadRow.Phase;
import io.liuhen.storage.pieces.Inventory;
import io.liuhen.storage.verify.Damage.Kind;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Goes through the folder of one date: whatever stands there that neither a segment, nor a seal under way, nor a disposal
 * under way explains is a stray; so is a list that does not say what the index says. Confined to one thread.
 *
 * <p>Others seal and dispose meanwhile. A name that looks wrong is asked for once more after the index was: a seal makes
 * its upload known before any file, and a disposal deletes files before it forgets them.
 */
final class DayWalk implements AutoCloseable {
    private static final String MANIFEST = "manifest.json";
    private static final int NAMES_AT_ONCE = 64;

    /** What a look into a folder costs, as if so much were read. */
    private static final int BYTES_PER_NAME = 4096;

    private final LocalDate day;
    private final Inventory inventory;
    private final Index index;
    private final Deque<String> names;
    private final List<Stray> strays = new ArrayList<>();
    private final ListCheck list;
    private boolean listRead;

    DayWalk(LocalDate day, Inventory inventory, Index index) {
        this.day = day;
        this.inventory = inventory;
        this.index = index;
        this.names = new ArrayDeque<>(inventory.names(day));
        this.list = new ListCheck(day, inventory, index);
    }

    LocalDate day() {
        return day;
    }

    /** Looks at some more; returns what that cost in bytes, 0 when there is nothing more to look at. */
    long next() {
        if (names.isEmpty() && listRead) {
            return 0;
        }
        return names.isEmpty() ? checkList() : lookAtNames();
    }

    private long lookAtNames() {
        long cost = 1;
        for (int i = 0; i < NAMES_AT_ONCE && !names.isEmpty(); i++) {
            look(names.remove());
            cost += BYTES_PER_NAME;
        }
        return cost;
    }

    private long checkList() {
        long cost = list.next();
        if (cost == 0) {
            listRead = true;
            list.stray().ifPresent(strays::add);
        }
        return Math.max(1, cost);
    }

    /** What was found, once there is nothing more to look at. */
    List<Stray> strays() {
        return List.copyOf(strays);
    }

    @Override
    public void close() {
        list.close();
    }

    private void look(String name) {
        Optional<SegmentId> id =
                SegmentId.parse(name).filter(each -> each.date().equals(day));
        Optional<SegmentRow> segment = id.flatMap(index.uploads()::segment);
        if (segment.isPresent()) {
            inside(name, segment.get());
        } else if (!id.map(each -> underWay(each, index)).orElse(false)) {
            found(inventory.path(day, name));
        }
    }

    /** Whether a seal or a disposal explains what is there of an id that was no segment a moment ago. */
    static boolean underWay(SegmentId id, Index index) {
        return index.uploads().upload(id).map(UploadRow::phase).equals(Optional.of(Phase.OPEN))
                || index.disposals().unfinished(id)
                // Sealed since it was asked for: it is known now.
                || index.uploads().segment(id).isPresent();
    }

    private void inside(String folder, SegmentRow segment) {
        for (String name : inventory.names(segment.id())) {
            if (!name.equals(segment.fileName()) && !name.equals(MANIFEST)) {
                found(inventory.path(day, folder) + "/" + name);
            }
        }
    }

    private void found(String path) {
        if (inventory.exists(path)) {
            strays.add(new Stray(Kind.UNTRACKED, path, "nobody knows what this is"));
        }
    }
}
