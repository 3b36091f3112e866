package io.liuhen.server.access.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A nonce is taken once, within its life, by the server that gave it out. */
final class NoncesTest {
    private static final Duration LIFE = Duration.ofMinutes(5);

    /** Near the end of what a long counts, where a comparison that is not a difference goes wrong. */
    private final AtomicLong nanos =
            new AtomicLong(Long.MAX_VALUE - Duration.ofMinutes(1).toNanos());

    private final Nonces nonces = nonces(100, 1);

    private Nonces nonces(int takenMax, long seed) {
        return new Nonces(nanos::get, new Random(seed), LIFE, takenMax);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void oneIsTakenOnce() {
        String nonce = nonces.next();
        assertTrue(nonces.take(nonce));
        assertFalse(nonces.take(nonce));
    }

    @Test
    void oneIsGoodUntilItsLifeIsOver() {
        String used = nonces.next();
        String late = nonces.next();
        pass(LIFE);
        assertTrue(nonces.take(used));
        pass(Duration.ofNanos(1));
        assertFalse(nonces.take(late));
    }

    @Test
    void oneThatWasTakenStaysTakenAfterItWasForgotten() {
        String nonce = nonces.next();
        assertTrue(nonces.take(nonce));
        pass(LIFE.plusSeconds(1));
        assertTrue(nonces.take(nonces.next()), "forgets what is older than a life");
        assertFalse(nonces.take(nonce), "which is too old all the same");
    }

    @Test
    void anotherServersIsNotTaken() {
        assertFalse(nonces.take(nonces(100, 2).next()));
    }

    @Test
    void noOtherSpellingOfTheSameIsTaken() {
        String nonce = nonces.next();
        assertFalse(nonces.take(nonce + "="));
        assertFalse(nonces.take(nonce.substring(1)));
        assertFalse(nonces.take(""));
        assertFalse(nonces.take("nonsense, with spaces"));
        assertTrue(nonces.take(nonce));
    }

    @Test
    void noOctetOfItCanBeChanged() {
        String nonce = nonces.next();
        for (int i = 0; i < nonce.length(); i++) {
            char other = nonce.charAt(i) == 'A' ? 'B' : 'A';
            assertFalse(nonces.take(nonce.substring(0, i) + other + nonce.substring(i + 1)), "at " + i);
        }
    }

    @Test
    void memoryIsBoundedByRefusing() {
        Nonces few = nonces(2, 3);
        assertTrue(few.take(few.next()));
        assertTrue(few.take(few.next()));
        String third = few.next();
        assertFalse(few.take(third));
        pass(LIFE.plusNanos(1));
        assertFalse(few.take(third));
        assertTrue(few.take(few.next()));
    }

    @Test
    void allDiffer() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            seen.add(nonces.next());
        }
        assertEquals(1000, seen.size());
    }
}
