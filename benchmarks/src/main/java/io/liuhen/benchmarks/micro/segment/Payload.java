package io.liuhen.benchmarks.micro.segment;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * Bytes to send, in buffers of one size. The buffers lie in one ring of 1 MiB, which is as much as the server lets one
 * upload have under way: more would measure main memory instead of the path.
 */
public final class Payload {
    /** Bytes in the ring. */
    public static final int RING_BYTES = 1 << 20;

    private static final long SEED = 20_261_120L;

    private final ByteBuffer ring;
    private final int bufferBytes;

    private Payload(ByteBuffer ring, int bufferBytes) {
        if (bufferBytes < 1 || RING_BYTES % bufferBytes != 0) {
            throw new IllegalArgumentException("a ring of 1 MiB cannot be cut into buffers of " + bufferBytes);
        }
        byte[] content = new byte[RING_BYTES];
        // The same bytes in every run: what is written must not be what differs between two runs.
        new Random(SEED).nextBytes(content);
        ring.put(content).flip();
        this.ring = ring;
        this.bufferBytes = bufferBytes;
    }

    /** Buffers outside the heap, as they come from a socket. */
    public static Payload direct(int bufferBytes) {
        return of(ByteBuffer::allocateDirect, bufferBytes);
    }

    /** Buffers on the heap. */
    public static Payload heap(int bufferBytes) {
        return of(ByteBuffer::allocate, bufferBytes);
    }

    private static Payload of(IntFunction<ByteBuffer> memory, int bufferBytes) {
        return new Payload(memory.apply(RING_BYTES), bufferBytes);
    }

    /** The buffer that holds this place of a file; its position is its caller's own. */
    public ByteBuffer at(long positionBytes) {
        long number = positionBytes / bufferBytes;
        return ring.slice((int) (number * bufferBytes % RING_BYTES), bufferBytes);
    }

    /** How large each buffer is. */
    public int bufferBytes() {
        return bufferBytes;
    }
}
