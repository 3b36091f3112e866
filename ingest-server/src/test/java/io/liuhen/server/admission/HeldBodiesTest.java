package io.liuhen.server.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** "Memory is bounded by a byte budget": that of the bodies which are read whole. */
final class HeldBodiesTest {
    private final HeldBodies bodies = new HeldBodies(100, 30);

    @Test
    void allTogetherHaveTheBudgetAndGiveItBack() {
        HeldBodies.Hold one = bodies.begin(false);
        HeldBodies.Hold other = bodies.begin(false);
        assertTrue(one.take(60));
        assertFalse(other.take(41));
        assertTrue(other.take(40), "what was refused took nothing");
        one.release();
        one.release();
        assertEquals(40, bodies.usedBytes(), "given back once, however often it is said");
        assertTrue(other.take(60));
    }

    @Test
    void strangersUseUpTheirOwnPartOnly() {
        HeldBodies.Hold stranger = bodies.begin(true);
        assertTrue(stranger.take(30));
        assertFalse(bodies.begin(true).take(1));
        assertTrue(bodies.begin(false).take(70));
        stranger.release();
        assertFalse(bodies.begin(true).take(31));
        assertTrue(bodies.begin(true).take(30));
    }

    @Test
    void whatStrangersCouldNotGetOfAllIsNotCountedAsTheirs() {
        HeldBodies.Hold known = bodies.begin(false);
        assertTrue(known.take(90));
        HeldBodies.Hold stranger = bodies.begin(true);
        assertFalse(stranger.take(20));
        known.release();
        assertTrue(stranger.take(30));
    }

    @Test
    void whoeverHasGivenItBackTakesNoMore() {
        HeldBodies.Hold gone = bodies.begin(false);
        gone.release();
        assertFalse(gone.take(1));
        assertEquals(0, bodies.usedBytes());
    }
}
