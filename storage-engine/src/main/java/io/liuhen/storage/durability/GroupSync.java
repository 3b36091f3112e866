package io.liuhen.storage.durability;

import io.liuhen.storage.disk.DiskFile;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets everybody who appended to one file share its syncs: whoever comes while a sync runs waits for it, and then at
 * most one of them syncs once more for all. Thread-safe.
 */
public final class GroupSync {
    private final Durability durability;
    private final DiskFile file;
    private final AtomicLong writtenEnd = new AtomicLong();
    private final ReentrantLock syncing = new ReentrantLock();

    /** What is known to be durable; guarded by {@link #syncing}. */
    private long durableEnd;

    /** @param end where the file ends now; everything before it is durable */
    public GroupSync(Durability durability, DiskFile file, long end) {
        this.durability = durability;
        this.file = file;
        writtenEnd.set(end);
        durableEnd = end;
    }

    /** Says that everything before this position has been written. Called in the order of writing. */
    public void written(long end) {
        writtenEnd.set(end);
    }

    /** Returns when everything before this position is durable. */
    public void await(long end) {
        syncing.lock();
        try {
            if (durableEnd < end) {
                long covered = writtenEnd.get();
                durability.syncLog(file);
                durableEnd = covered;
            }
        } finally {
            syncing.unlock();
        }
    }
}
