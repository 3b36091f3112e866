package io.liuhen.server.access.signature;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Numbers that the server gives out and takes back once, within a time. What was given out is not remembered (each carries
 * its own proof), so that nobody fills the memory by asking; what was taken is, until its time is over. A restart makes
 * all of them worthless, and a client that is told so signs again. Thread-safe.
 *
 * <pre>
 * nonce    base64url( i64 nanoseconds at which it was given out | 16 random bytes | 16 bytes of HMAC-SHA-256 over both )
 * </pre>
 */
public final class Nonces {
    private static final int RANDOM_BYTES = 16;
    private static final int STAMPED_BYTES = Long.BYTES + RANDOM_BYTES;
    private static final int PROOF_BYTES = 16;
    private static final int SECRET_BYTES = 32;

    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final long lifeNanos;
    private final int takenMax;
    private final SecretKeySpec secret;

    /** Those that were taken, oldest first, with the time at which they were given out. */
    private final Map<String, Long> taken = new LinkedHashMap<>();

    /**
     * Nonces of one run of the server.
     *
     * @param nanoTime time that only passes: the time of day may jump
     * @param random a secure source
     * @param life how long one is good for
     * @param takenMax how many may be remembered; more requests than this within a life are refused
     */
    public Nonces(LongSupplier nanoTime, RandomGenerator random, Duration life, int takenMax) {
        this.nanoTime = nanoTime;
        this.random = random;
        this.lifeNanos = life.toNanos();
        this.takenMax = takenMax;
        byte[] key = new byte[SECRET_BYTES];
        random.nextBytes(key);
        this.secret = new SecretKeySpec(key, "HmacSHA256");
    }

    /** A fresh one. */
    public String next() {
        byte[] randomBytes = new byte[RANDOM_BYTES];
        random.nextBytes(randomBytes);
        byte[] nonce = ByteBuffer.allocate(STAMPED_BYTES + PROOF_BYTES)
                .putLong(nanoTime.getAsLong())
                .put(randomBytes)
                .array();
        System.arraycopy(proof(nonce), 0, nonce, STAMPED_BYTES, PROOF_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce);
    }

    /** Takes one back: true the first time within its life. */
    boolean take(String nonce) {
        Optional<byte[]> bytes = decoded(nonce);
        if (bytes.isEmpty() || !genuine(bytes.get())) {
            return false;
        }
        long given = ByteBuffer.wrap(bytes.get()).getLong();
        synchronized (taken) {
            long now = nanoTime.getAsLong();
            forget(now);
            if (now - given > lifeNanos || taken.size() >= takenMax) {
                return false;
            }
            return taken.putIfAbsent(nonce, now) == null;
        }
    }

    /** Insertion order is the order of taking; one that was taken a life ago was given out before that. */
    private void forget(long now) {
        Iterator<Long> times = taken.values().iterator();
        while (times.hasNext() && now - times.next() > lifeNanos) {
            times.remove();
        }
    }

    private static Optional<byte[]> decoded(String nonce) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(nonce);
            // One text for each nonce: another spelling of the same bytes would be taken a second time.
            boolean canonical = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(bytes)
                    .equals(nonce);
            return canonical && bytes.length == STAMPED_BYTES + PROOF_BYTES ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean genuine(byte[] nonce) {
        byte[] shown = Arrays.copyOfRange(nonce, STAMPED_BYTES, nonce.length);
        return MessageDigest.isEqual(Arrays.copyOf(proof(nonce), PROOF_BYTES), shown);
    }

    private byte[] proof(byte[] nonce) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            mac.update(nonce, 0, STAMPED_BYTES);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
