package io.liuhen.storage.durability;

/** Told of every sync, on the thread that waited for it. Must return at once and not throw. */
public interface SyncObserver {
    /** What was made durable. */
    enum Target {
        DATA,
        DIRECTORY,
        LOG,
        INDEX
    }

    /** A sync came back. */
    void synced(Target target, long durationNanos);

    /** A sync failed; the store is read-only from here on. */
    void syncFailed(Target target);

    /** An observer that looks away. */
    static SyncObserver none() {
        return new SyncObserver() {
            @Override
            public void synced(Target target, long durationNanos) {}

            @Override
            public void syncFailed(Target target) {}
        };
    }
}
