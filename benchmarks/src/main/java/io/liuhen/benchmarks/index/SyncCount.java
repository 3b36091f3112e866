package io.liuhen.benchmarks.index;

import io.liuhen.storage.durability.SyncObserver;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the index's synced commits. */
final class SyncCount implements SyncObserver {
    private final AtomicLong index = new AtomicLong();

    long index() {
        return index.get();
    }

    @Override
    public void synced(Target target, long durationNanos) {
        if (target == Target.INDEX) {
            index.incrementAndGet();
        }
    }

    @Override
    public void syncFailed(Target target) {
        throw new IllegalStateException("a sync of " + target + " failed");
    }
}
