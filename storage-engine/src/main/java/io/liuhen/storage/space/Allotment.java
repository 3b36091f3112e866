package io.liuhen.storage.space;

import java.util.OptionalLong;

/**
 * The room that one open upload has been promised and has not used yet. Where its length is known, all of it was promised
 * at the creation; else, or beyond that length, it grows in steps while bytes come.
 *
 * <p>Confined to the upload's lane once its bytes come.
 */
public final class Allotment {
    /** Manifest, folder, lines and rows of an upload; and, of each MiB, its checksum in index and manifest. */
    private static final long BESIDE_BYTES = 64 << 10;

    private static final int BESIDE_SHIFT = 16;
    private static final long STEP_BYTES = 8L << 20;

    private final Space space;
    private OptionalLong lengthBytes;

    /** Promised for bytes of the upload itself. */
    private long roomBytes;

    Allotment(Space space, OptionalLong lengthBytes, long offsetBytes) {
        this.space = space;
        this.lengthBytes = lengthBytes;
        this.roomBytes = missing(offsetBytes);
    }

    private long missing(long offsetBytes) {
        return Math.max(0, lengthBytes.orElse(0) - offsetBytes);
    }

    private long besideBytes() {
        return BESIDE_BYTES + (lengthBytes.orElse(0) >> BESIDE_SHIFT);
    }

    /** What the upload may still write without asking again, and what it costs beside its bytes. */
    long promisedBytes() {
        return roomBytes + besideBytes();
    }

    /**
     * The length is known now: all that is missing is promised at once.
     *
     * @param newLengthBytes empty to take back what was told
     * @param offsetBytes how much of it has come
     * @throws io.liuhen.storage.disk.StorageException {@code NO_SPACE}; nothing has changed
     */
    public void declare(OptionalLong newLengthBytes, long offsetBytes) {
        Allotment declared = new Allotment(space, newLengthBytes, offsetBytes);
        space.exchange(promisedBytes(), declared.promisedBytes());
        lengthBytes = newLengthBytes;
        roomBytes = declared.roomBytes;
    }

    /**
     * Makes sure that there is room for bytes that are about to be written.
     *
     * @throws io.liuhen.storage.disk.StorageException {@code NO_SPACE}; nothing has been written
     */
    public void ensure(long bytes) {
        if (bytes > roomBytes) {
            roomBytes += space.grow(bytes - roomBytes, STEP_BYTES);
        }
    }

    /** Bytes were written. */
    public void used(long bytes) {
        roomBytes -= bytes;
        space.change(-bytes);
    }

    /** The upload stands at this offset: what was written beyond it is gone, or is cut away before more is written. */
    public void at(long offsetBytes) {
        long room = missing(offsetBytes);
        space.change(room - roomBytes);
        roomBytes = room;
    }
}
