package io.liuhen.server.access.credential;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whoever fails often waits; nobody waits for ever, nor for somebody else. */
final class FailuresTest {
    private static final Duration REFILL = Duration.ofSeconds(10);

    private long now = Long.MAX_VALUE - REFILL.toNanos();
    private final Failures failures = new Failures(() -> now, 3, REFILL);

    private void fail(String who, int times) {
        for (int i = 0; i < times; i++) {
            failures.failed(who);
        }
    }

    @Test
    void theFirstAreFreeAndThenOneAtATime() {
        fail("a", 2);
        assertFalse(failures.exhausted("a"));
        fail("a", 1);
        assertTrue(failures.exhausted("a"));
        assertFalse(failures.exhausted("b"));
        now += REFILL.toNanos();
        assertFalse(failures.exhausted("a"));
        fail("a", 1);
        assertTrue(failures.exhausted("a"));
    }

    @Test
    void nobodyDigsDeeperThanTheBurst() {
        fail("a", 10_000);
        now += REFILL.toNanos();
        assertFalse(failures.exhausted("a"));
        now += 3 * REFILL.toNanos();
        fail("a", 2);
        assertFalse(failures.exhausted("a"), "all was worked off");
    }

    @Test
    void manyStrangersAreForgottenOldestFirst() {
        fail("old", 3);
        for (int i = 0; i < 20_000; i++) {
            failures.failed("stranger " + i);
        }
        assertFalse(failures.exhausted("old"));
        fail("stranger 19999", 2);
        assertTrue(failures.exhausted("stranger 19999"));
    }
}
