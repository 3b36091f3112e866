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

    /** The whole lines of a date's list, in their order. */
    List<Line> lines(LocalDate day);

    /** The path of something in the folder of a date. */
    String path(LocalDate day, String name);

    /** Whether something has this path. */
    boolean exists(String path);

    /**
     * One line of a list.
     *
     * @param digest empty where the line has none
     * @param segment whose file it names; empty where the line names none
     * @param fileName within the segment's folder
     */
    record Line(String text, Optional<Sha256> digest, Optional<SegmentId> segment, String fileName) {}
}
