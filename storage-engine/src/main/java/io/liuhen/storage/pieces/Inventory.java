package io.liuhen.storage.pieces;

import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.Sha256;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What is really kept, whether anybody knows of it or not: for whoever compares it with the truth. Paths are relative to
 * the store and use slashes. Reads only, and sees what others do at the same time in the middle of it. Thread-safe.
 */
public interface Inventory {
    /** Paths that stand where no date and no segment can be. */
    List<String> misplaced();

    /** The UTC dates of which anything is kept, in order. */
    List<LocalDate> days();

    /** Names in the folder of a date, in order; without the list, which has a method of its own. */
    List<String> names(LocalDate day);

    /** Names in the folder of a segment, in order. */
    List<String> names(SegmentId id);

    /** The whole lines of a date's list as it is now, in their order; none where there is no list. To be closed. */
    Lines lines(LocalDate day);

    /** The path of something in the folder of a date. */
    String path(LocalDate day, String name);

    /** Whether something has this path. */
    boolean exists(String path);

    /** Lines that are read a few at a time; there may be a hundred thousand. Confined to one thread. */
    interface Lines extends AutoCloseable {
        /** The next ones; fewer than were asked for, or none, only at the end. */
        List<Line> next(int count);

        @Override
        void close();
    }

    /**
     * One line of a list.
     *
     * @param digest empty where the line has none
     * @param segment whose file it names; empty where the line names none
     * @param fileName within the segment's folder
     */
    record Line(String text, Optional<Sha256> digest, Optional<SegmentId> segment, String fileName) {}
}
