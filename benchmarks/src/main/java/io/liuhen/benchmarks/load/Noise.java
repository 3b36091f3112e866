package io.liuhen.benchmarks.load;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/**
 * Content that nobody keeps: any byte of any file can be told from the file's number and its place. Files share one ring
 * of random bytes and differ in their first eight, their number. Thread-safe.
 */
final class Noise {
    private static final int RING_BYTES = 1 << 20;
    private static final long SEED = 20_261_121L;

    private final byte[] ring = new byte[RING_BYTES];

    Noise() {
        new Random(SEED).nextBytes(ring);
    }

    /** Writes some bytes of a file. */
    void write(long file, long positionBytes, int count, OutputStream out) throws IOException {
        long position = positionBytes;
        long end = positionBytes + count;
        if (position < Long.BYTES && position < end) {
            byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(file).array();
            int until = (int) Math.min(Long.BYTES, end);
            out.write(number, (int) position, until - (int) position);
            position = until;
        }
        while (position < end) {
            int at = (int) (position % RING_BYTES);
            int length = (int) Math.min(RING_BYTES - at, end - position);
            out.write(ring, at, length);
            position += length;
        }
    }

    /** The SHA-256 of a whole file, in hex. */
    String sha256(long file, long lengthBytes) throws IOException {
        MessageDigest digest = newDigest();
        try (OutputStream out = new OutputStream() {
            @Override
            public void write(int b) {
                digest.update((byte) b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                digest.update(bytes, offset, length);
            }
        }) {
            for (long position = 0; position < lengthBytes; position += RING_BYTES) {
                write(file, position, (int) Math.min(RING_BYTES, lengthBytes - position), out);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
