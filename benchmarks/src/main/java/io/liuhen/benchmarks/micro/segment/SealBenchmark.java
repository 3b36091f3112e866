package io.liuhen.benchmarks.micro.segment;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Sealing an upload of any length costs the same: nothing is copied and nothing is read again. What counts is the
 * longest divided by the shortest.
 *
 * <p>A seal uses its upload up, so each measurement is one seal in a new store, and a store holds one long upload at a
 * time: 1 GiB of disk is enough.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3)
@Measurement(iterations = 10)
public class SealBenchmark {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int FIRST_SEALS = 20;

    /** The upload's length: 1 KiB, 1 MiB, 1 GiB. */
    @Param({"1024", "1048576", "1073741824"})
    public long lengthBytes;

    private Path folder;
    private EngineTarget engine;

    /** Has an upload of this length, all committed, in a store that has sealed before. */
    @Setup(Level.Iteration)
    public void write() {
        folder = Folders.create();
        engine = new EngineTarget(folder, Payload.direct(BUFFER_BYTES));
        // The day's folder and list are there and the code is warm: what remains is the cost of one more seal.
        for (int i = 0; i < FIRST_SEALS; i++) {
            engine.fill(1 << 10);
            engine.seal();
        }
        engine.fill(lengthBytes);
    }

    /** One seal. */
    @Benchmark
    public void seal() {
        engine.seal();
    }

    /** Leaves nothing behind. */
    @TearDown(Level.Iteration)
    public void close() {
        engine.close();
        Folders.delete(folder);
    }
}
