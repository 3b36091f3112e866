package io.liuhen.server.access.credential;

import io.liuhen.server.access.ActsFor;
import io.liuhen.server.access.Role;
import io.liuhen.storage.format.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Codes that let one machine in, once, within a short time. They are short enough to be typed, so they live in memory
 * only, where a restart ends them, and as their digest. Thread-safe.
 */
public final class Invitations {
    /** Crockford's base 32: without letters that look like digits. */
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final int CHARACTERS = 12;
    private static final int OPEN_MAX = 1000;

    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final long lifeNanos;
    private final Map<Sha256, Open> open = new HashMap<>();

    /**
     * Codes of one run of the server.
     *
     * @param nanoTime time that only passes
     * @param random a secure source
     * @param life how long a code is good for
     */
    public Invitations(LongSupplier nanoTime, RandomGenerator random, Duration life) {
        this.nanoTime = nanoTime;
        this.random = random;
        this.lifeNanos = life.toNanos();
    }

    /** Whom a code lets in, and as what. */
    public record Invitation(String machine, Role role, String unit, ActsFor docks) {}

    private record Open(Invitation invitation, long madeNanos) {}

    /** A new code; empty where there are too many that nobody has used. An older one for the same machine ends. */
    public synchronized Optional<String> open(Invitation invitation) {
        long now = nanoTime.getAsLong();
        open.values()
                .removeIf(each -> now - each.madeNanos() > lifeNanos
                        || each.invitation().machine().equals(invitation.machine()));
        if (open.size() >= OPEN_MAX) {
            return Optional.empty();
        }
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < CHARACTERS; i++) {
            code.append(i > 0 && i % 4 == 0 ? "-" : "").append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        open.put(digest(code.toString()), new Open(invitation, now));
        return Optional.of(code.toString());
    }

    /** Uses a code up: what it was for, to the first who asks within its life, for the right machine. */
    public synchronized Optional<Invitation> take(String code, String machine) {
        Sha256 digest = digest(code);
        Open found = open.get(digest);
        if (found == null || !found.invitation().machine().equals(machine)) {
            return Optional.empty();
        }
        open.remove(digest);
        return nanoTime.getAsLong() - found.madeNanos() > lifeNanos
                ? Optional.empty()
                : Optional.of(found.invitation());
    }

    /** People type small letters, forget hyphens, and take O for 0. */
    private static Sha256 digest(String code) {
        String plain = code.toUpperCase(Locale.ROOT)
                .replaceAll("[\\s-]", "")
                .replace('O', '0')
                .replace('I', '1')
                .replace('L', '1');
        return Sha256.digestOf(plain.getBytes(StandardCharsets.UTF_8));
    }
}
