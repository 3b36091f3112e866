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
 * One chunk until it may be acknowledged: digest, block checksums, append, commit; beside the plain loop. What counts is
 * engine divided by plain.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class HotPathBenchmark {
    /** Where a file ends and the next begins, so that the disk does not fill. */
    private static final long FILE_BYTES = 256L << 20;

    /** Who takes the chunks. */
    @Param({"plain", "engine"})
    public String target = "engine";

    /** Bytes from one commit to the next. */
    @Param({"262144", "8388608"})
    public int chunkBytes;

    /** Bytes that are handed over at once. */
    @Param("65536")
    public int bufferBytes;

    private Path folder;
    private Target receiver;
    private long writtenBytes;

    /** Opens the receiver. */
    @Setup
    public void open() {
        folder = Folders.create();
        Payload payload = Payload.direct(bufferBytes);
        receiver = switch (target) {
            case "plain" -> new PlainTarget(folder.resolve("file"), payload);
            case "engine" -> new EngineTarget(folder.resolve("store"), payload);
            default -> throw new IllegalArgumentException("no such target: " + target);
        };
        receiver.begin();
    }

    /** Begins the next file when this one is long enough. */
    @Setup(Level.Invocation)
    public void roll() {
        writtenBytes += chunkBytes;
        if (writtenBytes > FILE_BYTES) {
            writtenBytes = chunkBytes;
            receiver.begin();
        }
    }

    /** One chunk, durable. */
    @Benchmark
    public void chunk() {
        receiver.chunk(chunkBytes);
    }

    /** Leaves nothing behind. */
    @TearDown
    public void close() {
        receiver.close();
        Folders.delete(folder);
    }
}
