package io.liuhen.storage.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.liuhen.storage.EngineConfig;
import io.liuhen.storage.EnginePlatform;
import io.liuhen.storage.Reopening;
import io.liuhen.storage.StorageEngine;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.testing.FakeIndexStore;
import io.liuhen.storage.testing.Faults;
import io.liuhen.storage.testing.ManualClock;
import io.liuhen.storage.testing.SimulatedDisk;
import io.liuhen.storage.testing.StepExecutor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** A machine with one store, on which servers run one after the other. Everything comes from its seed. */
final class Machine {
    private static final Path NOTE = Path.of("READ_ONLY");
    private static final Path FORMAT = Path.of("FORMAT");
    private static final Instant START = Instant.parse("2026-11-20T23:59:00Z");

    final SplittableRandom chance;
    final Faults faults;
    final SimulatedDisk disk;
    final FakeIndexStore index;
    final ManualClock clock = new ManualClock(START);
    final IdGenerator ids;
    private final List<StepExecutor> pools = new ArrayList<>();
    private final List<StorageEngine> engines = new ArrayList<>();
    private final List<Throwable> findings = new ArrayList<>();
    private final Map<String, Integer> tally = new TreeMap<>();
    private long nanos;
    private boolean syncFailed;

    Machine(long seed) {
        chance = new SplittableRandom(seed);
        faults = new Faults(chance.split());
        disk = new SimulatedDisk(faults);
        index = FakeIndexStore.beside(disk);
        ids = new IdGenerator(clock, chance.split());
    }

    /** Counts that something has happened. */
    void count(String what) {
        tally.merge(what, 1, Integer::sum);
    }

    /** What has happened, and how often. */
    Map<String, Integer> tally() {
        tally.put("fault", faults.struck());
        return tally;
    }

    /** What is on the disk, so that two lives can be compared. */
    String fingerprint() {
        StringBuilder text = new StringBuilder().append(clock.instant());
        for (Path path : disk.files()) {
            try (DiskFile file = disk.openForReading(path)) {
                ByteBuffer all = ByteBuffer.allocate((int) file.sizeBytes());
                file.read(all, 0);
                text.append('\n')
                        .append(Sha256.digestOf(all.array()))
                        .append("  ")
                        .append(path);
            }
        }
        return text.toString();
    }

    /** True once in so many times. */
    boolean oneIn(int times) {
        return chance.nextInt(times) == 0;
    }

    <T> T any(List<T> choices) {
        return choices.get(chance.nextInt(choices.size()));
    }

    StorageEngine engine() {
        return engines.get(0);
    }

    /** Opens the store; throws what opening throws, and then nothing of it is left open. */
    void open(int openUploadsMax) {
        pools.clear();
        syncFailed = false;
        try {
            count("start");
            reopen();
            pools.clear();
            syncFailed = false;
            engines.add(StorageEngine.open(new EngineConfig(2, openUploadsMax), platform(this::pool)));
        } catch (StorageException e) {
            assertEquals(List.of(), disk.openFiles(), "files that a failed opening has left open");
            throw e;
        }
    }

    private EnginePlatform platform(Supplier<StepExecutor> pools) {
        return new EnginePlatform(disk, index::open, (name, threads) -> pools.get(), clock, () -> nanos++, observer());
    }

    /** What an operator does after a failed sync. Nothing may be found that nothing has caused. */
    private void reopen() {
        if (!disk.exists(NOTE) || !disk.exists(FORMAT)) {
            return;
        }
        int struck = faults.struck();
        Reopening.Report report = Reopening.run(
                platform(() -> {
                    StepExecutor pool = pool();
                    pool.runAtOnce();
                    return pool;
                }),
                false);
        count(report.reopened() ? "reopened" : "left read-only");
        if (faults.struck() == struck && !disk.isOff() && !disk.hasLimits()) {
            assertEquals(List.of(), report.findings(), "after a failed sync, a check has found");
        }
    }

    private StepExecutor pool() {
        StepExecutor pool = new StepExecutor(chance.split());
        pools.add(pool);
        return pool;
    }

    private SyncObserver observer() {
        return new SyncObserver() {
            @Override
            public void synced(Target target, long durationNanos) {
                if (syncFailed) {
                    finding(new AssertionError("a sync of " + target + " after one had failed"));
                }
            }

            @Override
            public void syncFailed(Target target) {
                syncFailed = true;
            }
        };
    }

    /** One of the engine's threads goes on. */
    void step() {
        any(pools).step();
        report();
    }

    /** All of the engine's threads go on until nothing is left to do. */
    void settle() {
        boolean busy = true;
        while (busy) {
            busy = false;
            for (StepExecutor pool : pools) {
                while (pool.step()) {
                    busy = true;
                }
            }
        }
        report();
    }

    /** Stops the server as an operator does. */
    void close() {
        settle();
        pools.forEach(StepExecutor::runAtOnce);
        engines.remove(0).close();
        report();
        count("close");
        assertEquals(List.of(), disk.openFiles(), "files that nobody has closed");
    }

    /** The server is gone in this moment, and the disk's cache is as it was. */
    void kill() {
        count("kill");
        forget();
        disk.restart();
    }

    /** The power goes in this moment, if it has not before, and comes back. */
    void cutPower() {
        count("loss of power");
        forget();
        RandomGenerator losses = chance.split();
        disk.powerOn(losses);
        index.powerOn(losses);
    }

    private void forget() {
        pools.forEach(StepExecutor::abandon);
        engines.clear();
    }

    boolean isReadOnly() {
        return engine().readOnlyReason().isPresent();
    }

    /** By the clock that nobody can set. */
    void passAnHour() {
        nanos += Duration.ofHours(1).toNanos();
    }

    void moveClock() {
        List<Duration> jumps = List.of(
                Duration.ofHours(1), Duration.ofHours(-1), Duration.ofDays(365), Duration.ofDays(-365), Duration.ZERO);
        Duration jump = any(jumps);
        Instant then = jump.isZero() ? Instant.EPOCH : clock.instant().plus(jump);
        clock.move(Duration.between(clock.instant(), then.isBefore(Instant.EPOCH) ? Instant.EPOCH : then));
    }

    /** Remembers that something is not as it was promised. The first one ends the life. */
    void finding(Throwable what) {
        findings.add(what);
    }

    void report() {
        if (!findings.isEmpty()) {
            throw new AssertionError(findings.get(0).getMessage(), findings.get(0));
        }
    }

    /** Says what follows when a stage ends; whatever is wrong with that is a finding. */
    <T> void then(CompletionStage<T> stage, Consumer<T> answer, Consumer<StorageException> failure) {
        stage.whenComplete((outcome, thrown) -> {
            try {
                if (thrown == null) {
                    answer.accept(outcome);
                } else {
                    failure.accept(expected(thrown));
                }
            } catch (RuntimeException | AssertionError e) {
                finding(e);
            }
        });
    }

    /** The failure, if it is one that this machine has brought about. */
    StorageException expected(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (!(cause instanceof StorageException failure)) {
            throw new AssertionError("an unexpected failure: " + cause, cause);
        }
        boolean known = switch (failure.category()) {
            case IO -> faults.struck() > 0 || disk.isOff();
            case NO_SPACE -> disk.hasLimits() || faults.struck() > 0;
            case AMBIGUOUS_COMMIT, READ_ONLY -> isReadOnly();
            default -> false;
        };
        if (!known) {
            throw new AssertionError("a failure that nothing has caused: " + failure, failure);
        }
        count("failure " + failure.category());
        return failure;
    }

    /** Whether nothing can have come of what failed so. */
    static boolean withoutEffect(StorageException failure) {
        return failure.category() == Category.READ_ONLY || failure.category() == Category.CLOSED;
    }
}
