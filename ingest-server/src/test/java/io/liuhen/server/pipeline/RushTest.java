package io.liuhen.server.pipeline;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class RushTest {
    private static final long SECOND = 1_000_000_000;
    private static final double MUCH = 100 << 20;
    private static final double LITTLE = 1 << 20;

    private long nanos = -SECOND;
    private double bytes = 12_345;
    private double load = 1;
    private final Rush rush = new Rush(() -> bytes, () -> load, () -> nanos);

    private boolean after(double moreBytes) {
        nanos += SECOND;
        bytes += moreBytes;
        return rush.getAsBoolean();
    }

    @Test
    void manyBytesOnABusyMachineAreARush() {
        assertFalse(rush.getAsBoolean(), "nothing has come yet");
        assertTrue(after(MUCH));
        assertTrue(rush.getAsBoolean(), "it is not over because somebody asks again at once");
        assertTrue(after(MUCH));
        assertTrue(after(LITTLE), "who has sent so much may only be taking breath");
        assertFalse(after(LITTLE));
    }

    @Test
    void aBreathThatIsFollowedByMoreEndsNothing() {
        assertTrue(after(MUCH));
        for (int breath = 0; breath < 5; breath++) {
            assertTrue(after(LITTLE));
            assertTrue(after(MUCH));
        }
    }

    @Test
    void aTrickleIsNone() {
        assertFalse(after(LITTLE));
    }

    @Test
    void aMachineThatHasRoomForBothDoesBoth() {
        load = 0.5;
        assertFalse(after(MUCH));
    }

    @Test
    void whereNobodyKnowsTheLoadNothingWaits() {
        load = -1;
        assertFalse(after(MUCH));
    }
}
