package io.liuhen.benchmarks.micro.segment;

import io.liuhen.storage.Append;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The two halves of a chunk in the engine: 8 MiB written and not committed, and the commit of a chunk so small that it
 * is nothing but a commit; each beside the bare system calls, and those one by one. The digests alone are in
 * {@code DigestBenchmark}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class StepsBenchmark {
    private static final int CHUNK_BYTES = 8 << 20;
    private static final int SMALL_BYTES = 4 << 10;
    private static final int BUFFER_BYTES = 64 << 10;

    /** An upload of an engine. */
    @State(Scope.Benchmark)
    public static class Upload {
        private Path folder;
        EngineTarget engine;
        Append append;

        /** Opens an engine and begins to append. */
        @Setup
        public void open() {
            folder = Folders.create();
            engine = new EngineTarget(folder, Payload.direct(BUFFER_BYTES));
            engine.begin();
            append = engine.open();
        }

        /** Leaves nothing behind. */
        @TearDown
        public void close() {
            engine.close();
            Folders.delete(folder);
        }
    }

    /** An upload whose last chunk is forgotten before the next is written. */
    @State(Scope.Benchmark)
    public static class Uncommitted extends Upload {
        /** Cuts the last chunk away. */
        @TearDown(Level.Invocation)
        public void discard() {
            engine.discard(append, CHUNK_BYTES);
        }
    }

    /** An upload that always has a little to commit. */
    @State(Scope.Benchmark)
    public static class Written extends Upload {
        /** Writes a little. */
        @Setup(Level.Invocation)
        public void write() {
            engine.write(append, SMALL_BYTES);
        }
    }

    /** Files for bare calls. */
    @State(Scope.Benchmark)
    public static class Bare {
        private Path folder;
        BareCalls calls;

        /** Opens them. */
        @Setup
        public void open() {
            folder = Folders.create();
            calls = new BareCalls(folder, Payload.direct(BUFFER_BYTES));
        }

        /** Leaves nothing behind. */
        @TearDown
        public void close() throws IOException {
            calls.close();
            Folders.delete(folder);
        }
    }

    /** A file that is cut back after each chunk. */
    @State(Scope.Benchmark)
    public static class BareCut extends Bare {
        /** Cuts the last chunk away. */
        @TearDown(Level.Invocation)
        public void cut() {
            calls.cut();
        }
    }

    /** A file that always has a little to sync. */
    @State(Scope.Benchmark)
    public static class BareWritten extends Bare {
        /** Writes a little. */
        @Setup(Level.Invocation)
        public void write() {
            calls.append(SMALL_BYTES);
        }
    }

    /** Digest, block checksums and write, by bare calls. */
    @Benchmark
    public void plainAppend(BareCut bare) {
        bare.calls.append(CHUNK_BYTES);
    }

    /** Sync of the file and a synced record of a log, by bare calls. */
    @Benchmark
    public void plainCommit(BareWritten bare) {
        bare.calls.sync();
        bare.calls.record();
    }

    /** Sync of the file alone. */
    @Benchmark
    public void plainSync(BareWritten bare) {
        bare.calls.sync();
    }

    /** A synced record of a log alone. */
    @Benchmark
    public void plainRecord(Bare bare) {
        bare.calls.record();
    }

    /** Digest, block checksums and write. */
    @Benchmark
    public void appendWithoutCommit(Uncommitted upload) {
        upload.engine.write(upload.append, CHUNK_BYTES);
    }

    /** Sync of the file and synced commit of the index. */
    @Benchmark
    public void commitAlone(Written upload) {
        upload.engine.commit(upload.append);
    }
}
