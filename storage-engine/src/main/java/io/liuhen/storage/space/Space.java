package io.liuhen.storage.space;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.SegmentId;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is promised, what is kept, and what is free. Thread-safe.
 *
 * <p>Uploads may use {@code free + held - reserve - promised}. The disk is asked anew for each promise, which costs a few
 * microseconds beside the sync that follows; so what others write to it counts at once. What an upload writes is taken off
 * its promise after it was written, so that nothing is ever in neither number.
 */
public final class Space {
    private static final Logger LOG = LoggerFactory.getLogger(Space.class);

    /** A reserve that was given back for want of names would take the last ones; nobody can count them. */
    private static final long REST_NANOS = 60_000_000_000L;

    private final Disk disk;
    private final LongSupplier nanoTime;
    private final long reserveBytes;
    private final Reserve reserve;
    private final AtomicLong promisedBytes = new AtomicLong();
    private final Map<SegmentId, Allotment> allotments = new ConcurrentHashMap<>();

    /** Held by whoever decides on a promise or on the reserve. */
    private final ReentrantLock deciding = new ReentrantLock();

    /** Guarded by {@link #deciding}. */
    private OptionalLong lastNeedNanos = OptionalLong.empty();

    /**
     * Looks at the disk and writes nothing.
     *
     * @param nanoTime a monotonic clock
     */
    public Space(Disk disk, ReserveSize size, LongSupplier nanoTime) {
        this.disk = disk;
        this.nanoTime = nanoTime;
        long diskBytes = disk.sizeBytes();
        this.reserveBytes = size.bytesOn(diskBytes);
        this.reserve = new Reserve(disk, size.heldBytesOn(diskBytes));
    }

    /** Bytes that the disk would still take, also from others. */
    public long freeBytes() {
        return disk.usableBytes();
    }

    /** Bytes that open uploads may still write, and what they cost beside that. */
    public long promisedBytes() {
        return promisedBytes.get();
    }

    /** Bytes that are kept for the index and the logs, in files or free. */
    public long reserveBytes() {
        return reserveBytes;
    }

    /** Bytes that may still be promised; below zero where others have used what was promised or kept. */
    public long availableBytes() {
        deciding.lock();
        try {
            return disk.usableBytes() + reserve.heldBytes() - reserveBytes - promisedBytes.get();
        } finally {
            deciding.unlock();
        }
    }

    /**
     * Promises a new upload its room.
     *
     * @param lengthBytes empty where it is not known yet; then the room grows with the bytes
     * @throws StorageException {@code NO_SPACE}; nothing was promised
     */
    public void allot(SegmentId id, OptionalLong lengthBytes) {
        Allotment allotment = new Allotment(this, lengthBytes, 0);
        deciding.lock();
        try {
            checkRoom(allotment.promisedBytes());
            promisedBytes.addAndGet(allotment.promisedBytes());
        } finally {
            deciding.unlock();
        }
        allotments.put(id, allotment);
    }

    /** Remembers, on opening, what was promised before; a promise is kept whatever the disk says now. */
    public void recall(SegmentId id, OptionalLong lengthBytes, long offsetBytes) {
        Allotment allotment = new Allotment(this, lengthBytes, offsetBytes);
        promisedBytes.addAndGet(allotment.promisedBytes());
        allotments.put(id, allotment);
    }

    /** The room of an open upload. */
    public Allotment of(SegmentId id) {
        Allotment allotment = allotments.get(id);
        if (allotment == null) {
            throw new IllegalStateException("nothing was promised to upload " + id);
        }
        return allotment;
    }

    /** The upload is over: it writes no more. */
    public void forget(SegmentId id) {
        Allotment allotment = allotments.remove(id);
        if (allotment != null) {
            promisedBytes.addAndGet(-allotment.promisedBytes());
        }
    }

    /**
     * Asks for room for something that nobody was promised, such as files that can be made again.
     *
     * @throws StorageException {@code NO_SPACE} if uploads and the reserve leave none
     */
    public void check(long bytes) {
        deciding.lock();
        try {
            checkRoom(bytes);
        } finally {
            deciding.unlock();
        }
    }

    /** Promises more to an upload that grows: a step where there is room for one, else what it needs now. */
    long grow(long neededBytes, long stepBytes) {
        deciding.lock();
        try {
            long grown = neededBytes + stepBytes <= availableBytes() ? neededBytes + stepBytes : neededBytes;
            checkRoom(grown);
            promisedBytes.addAndGet(grown);
            return grown;
        } finally {
            deciding.unlock();
        }
    }

    /** Puts one promise in the place of another; what it is more must be there. */
    void exchange(long oldBytes, long newBytes) {
        deciding.lock();
        try {
            if (newBytes > oldBytes) {
                checkRoom(newBytes - oldBytes);
            }
            promisedBytes.addAndGet(newBytes - oldBytes);
        } finally {
            deciding.unlock();
        }
    }

    private void checkRoom(long bytes) {
        long available = availableBytes();
        if (bytes > available) {
            throw new StorageException(
                    Category.NO_SPACE,
                    "no room for " + bytes + " bytes: the disk has " + disk.usableBytes() + " free, "
                            + promisedBytes.get() + " are promised to open uploads, " + reserveBytes
                            + " are kept for the index and the logs");
        }
    }

    void change(long bytes) {
        promisedBytes.addAndGet(bytes);
    }

    /**
     * Looks after the reserve: gives it back where the disk has run out, because others filled it, and takes it again when
     * there is room for it. To be called about once a second, and when the index or a log has met a full disk.
     */
    public void tend() {
        tend(reserve.wantedBytes() / 2);
    }

    /** As {@link #tend}, before the index is opened: opening may need as much as the reserve holds. */
    public void beforeOpening() {
        tend(reserve.wantedBytes());
    }

    private void tend(long neededBytes) {
        deciding.lock();
        try {
            long free = disk.usableBytes();
            if (free < neededBytes && reserve.heldBytes() > 0) {
                LOG.error(
                        "the disk is full: {} bytes are free; {} of the emergency reserve are given back to the index and"
                                + " the logs. Make room",
                        free,
                        reserve.heldBytes());
                reserve.giveBack();
            } else if (reserve.heldBytes() < reserve.wantedBytes()
                    && free + reserve.heldBytes() >= reserveBytes + reserve.wantedBytes() / 2
                    && rested()
                    && !reserve.take()) {
                rest();
            }
        } finally {
            deciding.unlock();
        }
    }

    private void rest() {
        lastNeedNanos = OptionalLong.of(nanoTime.getAsLong());
    }

    private boolean rested() {
        return lastNeedNanos.isEmpty() || nanoTime.getAsLong() - lastNeedNanos.getAsLong() >= REST_NANOS;
    }

    /** The index or a log has met a full disk, by bytes or by names: gives back whatever is held. */
    public void inNeed() {
        deciding.lock();
        try {
            rest();
            if (reserve.heldBytes() > 0) {
                LOG.error("the index or a log has met a full disk; the emergency reserve is given back. Make room");
                reserve.giveBack();
            }
        } finally {
            deciding.unlock();
        }
    }
}
