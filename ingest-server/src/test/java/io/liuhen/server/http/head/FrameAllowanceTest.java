package io.liuhen.server.http.head;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How many frames may come that bring nothing. */
final class FrameAllowanceTest {
    private final AtomicLong nanoTime = new AtomicLong(-5);
    private final FrameAllowance allowance = new FrameAllowance(nanoTime::get);

    private void pass(Duration time) {
        nanoTime.addAndGet(time.toNanos());
    }

    @Test
    void aBurstMayComeAndThenSomeEachSecond() {
        assertTrue(allowance.spend(FrameAllowance.FRAMES_MAX));
        pass(Duration.ofSeconds(1));
        assertTrue(allowance.spend(FrameAllowance.FRAMES_PER_SECOND));
        assertFalse(allowance.spend(1));
    }

    @Test
    void whatIsNotUsedIsNotSavedUp() {
        pass(Duration.ofDays(1));
        allowance.moved(1L << 40);
        assertTrue(allowance.spend(FrameAllowance.FRAMES_MAX));
        assertFalse(allowance.spend(1));
    }

    /** Two after every 4 KiB, as Go's client does, at a gigabyte in no time at all. */
    @Test
    void whoeverReceivesMuchMaySaySoOften() {
        for (long moved = 0; moved < 1L << 30; moved += 4096) {
            allowance.moved(4096);
            assertTrue(allowance.spend(2));
        }
    }

    @Test
    void oneByteEachIsNoReasonForAFrame() {
        long frames = 0;
        do {
            allowance.moved(1);
            frames++;
        } while (allowance.spend(1));
        assertTrue(frames < FrameAllowance.FRAMES_MAX * 1.01 + 1, () -> "ended");
    }
}
