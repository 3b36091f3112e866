package io.liuhen.storage;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.index.Index;
import io.liuhen.storage.index.IndexFactory;
import io.liuhen.storage.rocks.RocksIndex;
import io.liuhen.storage.rocks.WriteAheadLogs;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Everything that an engine stands on. A server takes what {@link #of} gives; a simulation puts its own in each place.
 *
 * @param pools makes the threads on which the engine waits for disks
 * @param nanoTime a monotonic clock, for durations
 * @param observer told of every sync
 */
public record EnginePlatform(
        Disk disk,
        IndexFactory index,
        ThreadPools pools,
        InstantSource clock,
        LongSupplier nanoTime,
        SyncObserver observer) {
    /** Makes pools of threads; the engine stops each of them when it closes. */
    @FunctionalInterface
    public interface ThreadPools {
        /** A pool of so many threads. */
        ExecutorService pool(String name, int threads);
    }

    /** RocksDB, and threads of the engine's own. */
    public static EnginePlatform of(Disk disk, InstantSource clock, LongSupplier nanoTime, SyncObserver observer) {
        return new EnginePlatform(disk, EnginePlatform::rocks, EnginePlatform::daemons, clock, nanoTime, observer);
    }

    private static Index rocks(Disk disk, Path folder, Durability durability) {
        WriteAheadLogs.check(disk, folder);
        return durability.readOnlyReason().isPresent()
                ? RocksIndex.openForReading(disk.absolute(folder), durability)
                : RocksIndex.open(disk.absolute(folder), durability);
    }

    private static ExecutorService daemons(String name, int threads) {
        AtomicInteger count = new AtomicInteger();
        ThreadFactory factory = task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        return Executors.newFixedThreadPool(threads, factory);
    }
}
