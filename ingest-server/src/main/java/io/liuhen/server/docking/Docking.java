package io.liuhen.server.docking;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One announcement, and how much of it is open. Its files are read piece by piece.
 *
 * @param id a UUIDv7
 * @param version of the counts; changes with them
 * @param announcedAt by the server's clock
 * @param announcedBy the identity of the caller who announced it
 * @param announced how many files
 * @param openByPiece how many files of each piece are neither stored nor explained, when they were counted last
 */
public record Docking(
        String id,
        int version,
        Instant announcedAt,
        String announcedBy,
        Circumstances circumstances,
        int announced,
        List<Integer> openByPiece) {
    /** Files that are kept, read and shown together. */
    public static final int PIECE_FILES = 100;

    /** Copies the list. */
    public Docking {
        openByPiece = List.copyOf(openByPiece);
    }

    /** Which device was docked. */
    public String device() {
        return circumstances.device();
    }

    /** In how many pieces its listing is kept. */
    public int pieces() {
        return openByPiece.size();
    }

    /** How many files are neither stored nor explained. */
    public int open() {
        return openByPiece.stream().mapToInt(Integer::intValue).sum();
    }

    /** Whether nothing more is to be done about it. */
    public boolean settled() {
        return open() == 0;
    }

    /** The same after a piece was counted. */
    Docking withOpen(int piece, int open) {
        List<Integer> counts = new ArrayList<>(openByPiece);
        counts.set(piece, open);
        return new Docking(id, version, announcedAt, announcedBy, circumstances, announced, counts);
    }

    /** The same as the next version. */
    Docking next() {
        return new Docking(id, version + 1, announcedAt, announcedBy, circumstances, announced, openByPiece);
    }
}
