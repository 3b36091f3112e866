package io.liuhen.storage.durability;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Makes bytes and names durable, and remembers for ever that it once could not. Thread-safe; every method blocks until
 * the disk has answered.
 */
public final class Durability {
    private static final int REMEMBERED_DIRECTORIES_MAX = 4096;

    private final Disk disk;
    private final LongSupplier nanoTime;
    private final SyncObserver observer;
    private final Consequences consequences;
    private final Set<Path> durableDirectories = ConcurrentHashMap.newKeySet();
    private volatile Optional<String> failure = Optional.empty();

    /** What else must happen, on the thread that met the failure. Must not throw. */
    public interface Consequences {
        /** The store has just become read-only. Called once. */
        void readOnly(String reason);

        /** The index has met a full disk; nothing was committed, and nothing is final. */
        void indexFull();
    }

    /** @param nanoTime a monotonic clock, for the observer's durations only */
    public Durability(Disk disk, LongSupplier nanoTime, SyncObserver observer) {
        this(disk, nanoTime, observer, new Consequences() {
            @Override
            public void readOnly(String reason) {}

            @Override
            public void indexFull() {}
        });
    }

    /** @param nanoTime a monotonic clock, for the observer's durations only */
    public Durability(Disk disk, LongSupplier nanoTime, SyncObserver observer, Consequences consequences) {
        this.disk = disk;
        this.nanoTime = nanoTime;
        this.observer = observer;
        this.consequences = consequences;
    }

    /** Takes no writes from the beginning, for a reason that is known already. */
    public synchronized void refuse(String reason) {
        failure = Optional.of(reason);
    }

    /**
     * Makes the content and the length of a file durable.
     *
     * @throws StorageException {@code AMBIGUOUS_COMMIT} if this sync failed, {@code READ_ONLY} if an earlier one did
     */
    public void sync(DiskFile file) {
        timed(SyncObserver.Target.DATA, file::sync);
    }

    /**
     * Makes the names in a directory durable. Throws as {@link #sync} does, and {@code IO} if the directory could not be
     * opened: no sync was tried, so none has failed. What it would have covered is as it was, and nobody was promised it;
     * whoever goes on must ask again.
     */
    public void syncDirectory(Path directory) {
        timed(SyncObserver.Target.DIRECTORY, () -> disk.syncDirectory(directory));
    }

    /** Makes appended records durable. Throws as {@link #sync} does. */
    public void syncLog(DiskFile file) {
        timed(SyncObserver.Target.LOG, file::sync);
    }

    /** Writes a new file and makes its content durable; its name is durable after {@link #syncDirectory}. */
    public void writeNew(Path path, byte[] content) {
        checkWritable();
        try (DiskFile file = disk.create(path)) {
            file.write(ByteBuffer.wrap(content), 0);
            sync(file);
        }
    }

    /**
     * Puts a small file in the place of an older one, so that a reader finds the whole old or the whole new content
     * whatever happens in between.
     */
    public void replace(Path path, byte[] content) {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        disk.delete(fresh);
        writeNew(fresh, content);
        disk.rename(fresh, path);
        Path parent = path.getParent();
        syncDirectory(parent == null ? Path.of("") : parent);
    }

    /**
     * Creates the directories of a path that are not there yet; each of their names is durable on return, also where
     * another thread created it and has not synced it yet.
     */
    public void createDirectories(Path directory) {
        if (durableDirectories.contains(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            createDirectories(parent);
        }
        disk.createDirectory(directory);
        syncDirectory(parent == null ? Path.of("") : parent);
        remember(directory);
    }

    private void remember(Path directory) {
        if (durableDirectories.size() >= REMEMBERED_DIRECTORIES_MAX) {
            durableDirectories.clear();
        }
        durableDirectories.add(directory);
    }

    /**
     * Runs a commit of the index, which does its own syncing, under the same rule: a failure is final.
     *
     * @param commit throws {@code NO_SPACE} only where it is certain that nothing was committed, because not all of it
     *     could be written; that is no failed sync, and not final
     */
    public void committing(Runnable commit) {
        timed(SyncObserver.Target.INDEX, commit);
    }

    /** Why the store takes no writes; empty while it does. */
    public Optional<String> readOnlyReason() {
        return failure;
    }

    /** Throws {@code READ_ONLY} once a sync has failed. */
    public void checkWritable() {
        failure.ifPresent(reason -> {
            throw new StorageException(Category.READ_ONLY, "the store is read-only: " + reason);
        });
    }

    /** Lets the store take no more writes: something that must be durable cannot be made so. */
    public void fail(String reason) {
        remember(reason);
    }

    /** The first failure is the one to look into. */
    private synchronized void remember(String reason) {
        if (failure.isEmpty()) {
            failure = Optional.of(reason);
            consequences.readOnly(reason);
        }
    }

    private void timed(SyncObserver.Target target, Runnable sync) {
        checkWritable();
        long startNanos = nanoTime.getAsLong();
        try {
            sync.run();
        } catch (StorageException e) {
            if (target == SyncObserver.Target.INDEX && e.category() == Category.NO_SPACE) {
                consequences.indexFull();
                throw e;
            }
            if (target == SyncObserver.Target.DIRECTORY && e.category() == Category.IO) {
                throw e;
            }
            String reason = String.valueOf(e.getMessage());
            remember(reason);
            observer.syncFailed(target);
            throw new StorageException(
                    Category.AMBIGUOUS_COMMIT, "a sync failed, the store is now read-only: " + reason, e);
        }
        observer.synced(target, nanoTime.getAsLong() - startNanos);
    }
}
