package io.liuhen.server.access.signature;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Numbers that the server gives out and takes back once, within a time. What was given out is not remembered (each carries
 * its own proof); what was taken is one bit in a memory of fixed size, which is reused by age alone: whoever takes many
 * shortens, if anything, the life of all that are older, and the answer that tells so brings a fresh one. So nobody can
 * use up what others need. Thread-safe.
 *
 * <p>A restart makes all of them worthless, since the proofs are made with a secret of this run: what was taken before
 * need not be known after. That is so, too, where the monotonic clock begins anew, or serial numbers come again.
 *
 * <pre>
 * nonce    base64url( i64 nanoseconds at which it was given out | 8 random bytes | i64 serial number, masked | proof )
 * mask     first 8 bytes of HMAC-SHA-256( nanoseconds | random ): how many are given out is nobody's business
 * proof    first 16 bytes of HMAC-SHA-256( all before it )
 * </pre>
 */
public final class Nonces {
    private static final int SALTED_BYTES = 2 * Long.BYTES;
    private static final int PROVEN_BYTES = 3 * Long.BYTES;
    private static final int PROOF_BYTES = 16;
    private static final int SECRET_BYTES = 32;

    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final long lifeNanos;
    private final SecretKeySpec secret;
    private final AtomicLong nextSerial = new AtomicLong();
    private final TakenSerials taken;

    /**
     * Nonces of one run of the server.
     *
     * @param nanoTime time that only passes: the time of day may jump
     * @param random a secure source
     * @param life how long one is good for
     * @param givenMax after how many others, at the latest, one that was given out is good no more: a multiple of 65,536;
     *     8 KiB of memory for each of these
     */
    public Nonces(LongSupplier nanoTime, RandomGenerator random, Duration life, int givenMax) {
        this.nanoTime = nanoTime;
        this.random = random;
        this.lifeNanos = life.toNanos();
        this.taken = new TakenSerials(givenMax / TakenSerials.SERIALS_PER_PAGE);
        byte[] key = new byte[SECRET_BYTES];
        random.nextBytes(key);
        this.secret = new SecretKeySpec(key, "HmacSHA256");
    }

    /** What became of a nonce that came back. */
    enum Taking {
        /** It counts, this once. */
        TAKEN,
        /** It has counted. */
        TAKEN_BEFORE,
        /** Its life is over. */
        TOO_OLD,
        /** This run of the server has not given it out. */
        UNKNOWN
    }

    /** A fresh one. */
    public String next() {
        ByteBuffer nonce = ByteBuffer.allocate(PROVEN_BYTES + PROOF_BYTES)
                .putLong(nanoTime.getAsLong())
                .putLong(random.nextLong());
        nonce.putLong(nextSerial.getAndIncrement() ^ mask(nonce.array()));
        nonce.put(mac(nonce.array(), PROVEN_BYTES), 0, PROOF_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce.array());
    }

    /** Takes one back. */
    Taking take(String text) {
        Optional<byte[]> nonce = decoded(text).filter(this::genuine);
        if (nonce.isEmpty()) {
            return Taking.UNKNOWN;
        }
        ByteBuffer fields = ByteBuffer.wrap(nonce.get());
        if (nanoTime.getAsLong() - fields.getLong() > lifeNanos) {
            return Taking.TOO_OLD;
        }
        long serial = fields.getLong(SALTED_BYTES) ^ mask(nonce.get());
        return switch (taken.take(serial)) {
            case NOW -> Taking.TAKEN;
            case BEFORE -> Taking.TAKEN_BEFORE;
            case FORGOTTEN -> Taking.TOO_OLD;
        };
    }

    private static Optional<byte[]> decoded(String nonce) {
        try {
            // However it is spelled, it is the same number.
            byte[] bytes = Base64.getUrlDecoder().decode(nonce);
            return bytes.length == PROVEN_BYTES + PROOF_BYTES ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean genuine(byte[] nonce) {
        byte[] shown = Arrays.copyOfRange(nonce, PROVEN_BYTES, nonce.length);
        return MessageDigest.isEqual(Arrays.copyOf(mac(nonce, PROVEN_BYTES), PROOF_BYTES), shown);
    }

    private long mask(byte[] nonce) {
        return ByteBuffer.wrap(mac(nonce, SALTED_BYTES)).getLong();
    }

    /** Of the first bytes; as they are never the same number of them, a mask is no proof. */
    private byte[] mac(byte[] nonce, int length) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            mac.update(nonce, 0, length);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
