package io.liuhen.storage.format;

import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Makes UUIDs of version 7: 48 bits of milliseconds, then 74 random bits, so that an id cannot be guessed from its
 * neighbour. Thread-safe if the random generator is.
 */
public final class IdGenerator {
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long VARIANT_MASK = 0x3fff_ffff_ffff_ffffL;

    private final InstantSource clock;
    private final RandomGenerator random;

    /** @param random a secure source wherever ids are given to clients */
    public IdGenerator(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** A new UUID. */
    public UUID uuid() {
        long high = (clock.millis() << 16) | VERSION_7 | (random.nextLong() & 0xfff);
        long low = VARIANT | (random.nextLong() & VARIANT_MASK);
        return new UUID(high, low);
    }

    /** A new id for an upload. */
    public SegmentId segment() {
        return new SegmentId(uuid());
    }

    /** Random bytes, for salts and tokens. */
    public byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
