package io.liuhen.benchmarks.micro.format;

import io.liuhen.benchmarks.micro.segment.Payload;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/** The digests of 8 MiB, in buffers as they come: each alone, and both while a buffer is in the cache. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DigestBenchmark {
    private static final int CHUNK_BYTES = 8 << 20;

    /** Where the buffers are. */
    @Param({"direct", "heap"})
    public String memory = "direct";

    /** How large they are. */
    @Param({"16384", "65536", "262144"})
    public int bufferBytes;

    private Payload payload;
    private final MessageDigest sha256 = Sha256.newDigest();
    private final CRC32C crc32c = new CRC32C();

    /** Fills the buffers. */
    @Setup
    public void fill() {
        payload = "heap".equals(memory) ? Payload.heap(bufferBytes) : Payload.direct(bufferBytes);
    }

    /** SHA-256 of the chunk. */
    @Benchmark
    public byte[] sha256() {
        for (int at = 0; at < CHUNK_BYTES; at += bufferBytes) {
            sha256.update(payload.at(at));
        }
        return sha256.digest();
    }

    /** CRC-32C of each block of 1 MiB. */
    @Benchmark
    public long crc32c() {
        long all = 0;
        for (int at = 0; at < CHUNK_BYTES; at += bufferBytes) {
            all += checksum(payload.at(at), at);
        }
        return all;
    }

    /** Both, SHA-256 first, as the engine does. */
    @Benchmark
    public long both() {
        long all = 0;
        for (int at = 0; at < CHUNK_BYTES; at += bufferBytes) {
            ByteBuffer buffer = payload.at(at);
            sha256.update(buffer.duplicate());
            all += checksum(buffer, at);
        }
        return all + sha256.digest()[0];
    }

    /** Both, CRC-32C first. */
    @Benchmark
    public long bothChecksumFirst() {
        long all = 0;
        for (int at = 0; at < CHUNK_BYTES; at += bufferBytes) {
            ByteBuffer buffer = payload.at(at);
            all += checksum(buffer.duplicate(), at);
            sha256.update(buffer);
        }
        return all + sha256.digest()[0];
    }

    private long checksum(ByteBuffer buffer, int at) {
        if (at % BlockChecksums.BLOCK_BYTES == 0) {
            crc32c.reset();
        }
        crc32c.update(buffer);
        return crc32c.getValue();
    }
}
