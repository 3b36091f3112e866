package io.liuhen.benchmarks.faults;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * The bytes of file number n: the same whenever they are asked for, so that nobody has to keep them. Thread-safe.
 *
 * @param lengthMax of the longest file, in bytes
 */
record Contents(long seed, int lengthMax) {
    private static final int TINY = 5_000;
    private static final int BLOCK = 1 << 20;

    /** Lengths that hurt: a few bytes, whole blocks and their neighbours, and anything up to the longest. */
    int length(int number) {
        SplittableRandom random = random(number);
        int chosen = switch (random.nextInt(10)) {
            case 0, 1, 2 -> 1 + random.nextInt(TINY);
            case 3 -> BLOCK - 1 + random.nextInt(3);
            case 4, 5, 6, 7 -> 1 + random.nextInt(BLOCK);
            default -> 1 + random.nextInt(lengthMax);
        };
        return Math.min(chosen, lengthMax);
    }

    byte[] bytes(int number) {
        byte[] bytes = new byte[length(number)];
        random(~number).nextBytes(bytes);
        return bytes;
    }

    /** In lower-case hexadecimal digits. */
    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private SplittableRandom random(int number) {
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
    }
}
