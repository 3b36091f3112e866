package io.liuhen.benchmarks.micro.segment;

import io.liuhen.storage.SegmentReader;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.SegmentRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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
 * Reading a segment of 64 MiB that the page cache holds, each block checked before it is handed out, beside a plain loop
 * that reads the same file and takes the same checksums. What counts is engine divided by plain.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
public class ReadBenchmark {
    /** The segment's length. */
    public static final int LENGTH_BYTES = 64 << 20;

    private static final int CHUNK_BYTES = 8 << 20;

    /** Bytes that the reader asks for at once. */
    @Param({"65536", "1048576"})
    public int bufferBytes = 64 << 10;

    private Path folder;
    private Store store;
    private SegmentRow segment;
    private Path original;
    private ByteBuffer target;
    private final ByteBuffer block = ByteBuffer.allocateDirect(BlockChecksums.BLOCK_BYTES);
    private final ByteBuffer heapBlock = ByteBuffer.allocate(BlockChecksums.BLOCK_BYTES);

    /** Seals a segment. */
    @Setup
    public void seal() throws IOException {
        folder = Folders.create();
        EngineTarget engine = new EngineTarget(folder, Payload.direct(CHUNK_BYTES / 128));
        store = engine.store();
        SegmentId id = engine.begun();
        for (int bytes = 0; bytes < LENGTH_BYTES; bytes += CHUNK_BYTES) {
            engine.chunk(CHUNK_BYTES);
        }
        engine.seal();
        segment = store.engine().segments().find(id).orElseThrow();
        try (Stream<Path> found = Files.walk(folder)) {
            original = found.filter(path -> path.endsWith(segment.fileName()))
                    .findFirst()
                    .orElseThrow();
        }
        target = ByteBuffer.allocateDirect(bufferBytes);
    }

    /** All of it through the engine. */
    @Benchmark
    public long engine() {
        long position = 0;
        try (SegmentReader reader = store.engine().segments().open(segment)) {
            while (position < LENGTH_BYTES) {
                position += reader.read(target.clear(), position);
            }
        }
        return position;
    }

    /** All of it through the engine, from where its blocks lie, as the server sends it. */
    @Benchmark
    public long engineView() {
        long position = 0;
        long seen = 0;
        try (SegmentReader reader = store.engine().segments().open(segment, block)) {
            while (position < LENGTH_BYTES) {
                ByteBuffer view = reader.view(position, LENGTH_BYTES);
                seen += view.get(view.position());
                position += view.remaining();
            }
        }
        return position + seen;
    }

    /** The same by a plain loop. */
    @Benchmark
    public long plainView() throws IOException {
        CRC32C checksum = new CRC32C();
        long seen = 0;
        try (FileChannel channel = FileChannel.open(original)) {
            for (long position = 0; position < LENGTH_BYTES; position += block.limit()) {
                block.clear();
                while (block.hasRemaining()) {
                    channel.read(block, position + block.position());
                }
                checksum.reset();
                checksum.update(block.flip());
                seen += checksum.getValue();
            }
        }
        return seen;
    }

    /** Block by block into a buffer outside the heap, then its checksum, then out in small steps. */
    @Benchmark
    public long plain() throws IOException {
        return plain(block);
    }

    /** The same with the block on the heap, where the JDK's own copy comes in between. */
    @Benchmark
    public long plainOnHeap() throws IOException {
        return plain(heapBlock);
    }

    private long plain(ByteBuffer into) throws IOException {
        CRC32C checksum = new CRC32C();
        long checksums = 0;
        try (FileChannel channel = FileChannel.open(original)) {
            for (long position = 0; position < LENGTH_BYTES; position += into.limit()) {
                into.clear();
                while (into.hasRemaining()) {
                    channel.read(into, position + into.position());
                }
                checksum.reset();
                checksum.update(into.flip());
                checksums += checksum.getValue();
                for (int step = 0; step < into.limit(); step += bufferBytes) {
                    target.clear().put(into.slice(step, bufferBytes));
                }
            }
        }
        return checksums;
    }

    /** The least: read and checksum, with no copy to hand out. */
    @Benchmark
    public long plainWithoutHandingOut() throws IOException {
        CRC32C checksum = new CRC32C();
        try (FileChannel channel = FileChannel.open(original)) {
            for (long position = 0; position < LENGTH_BYTES; ) {
                position += channel.read(target.clear(), position);
                checksum.update(target.flip());
            }
        }
        return checksum.getValue();
    }

    /** Leaves nothing behind. */
    @TearDown
    public void close() {
        store.close();
        Folders.delete(folder);
    }
}
