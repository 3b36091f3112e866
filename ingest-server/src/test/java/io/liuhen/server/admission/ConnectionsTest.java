package io.liuhen.server.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.admission.Connections.Verdict;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How many come at once, and when those who are too many come back. */
final class ConnectionsTest {
    @Test
    void someMoreThanAreServedAreToldSo() {
        Connections connections = new Connections(32, 32);
        for (int i = 0; i < 32; i++) {
            assertEquals(Verdict.SERVED, connections.opened("address " + i % 4));
        }
        assertEquals(Verdict.TOLD, connections.opened("a"));
        assertEquals(Verdict.TOLD, connections.opened("b"));
        assertEquals(Verdict.CLOSED, connections.opened("c"));
        assertEquals(35, connections.open());
        connections.closed("c");
        connections.closed("b");
        connections.closed("a");
        connections.closed("address 0");
        assertEquals(Verdict.SERVED, connections.opened("d"));
    }

    @Test
    void oneAddressTakesNotAll() {
        Connections connections = new Connections(100, 2);
        assertEquals(Verdict.SERVED, connections.opened("a"));
        assertEquals(Verdict.SERVED, connections.opened("a"));
        assertEquals(Verdict.TOLD_ADDRESS, connections.opened("a"));
        assertEquals(Verdict.CLOSED, connections.opened("a"));
        assertEquals(Verdict.SERVED, connections.opened("b"));
        for (int i = 0; i < 4; i++) {
            connections.closed("a");
        }
        assertEquals(Verdict.SERVED, connections.opened("a"));
        connections.closed("a");
        connections.closed("b");
        assertEquals(0, connections.addresses(), "addresses are forgotten with their last connection");
    }

    @Test
    void anIpv6HostIsItsNetwork() throws UnknownHostException {
        assertEquals(address("2001:db8:1:2::1"), address("2001:db8:1:2:ffff::9"));
        assertNotEquals(address("2001:db8:1:2::1"), address("2001:db8:1:3::1"));
        assertNotEquals(address("192.0.2.1"), address("192.0.2.2"));
    }

    private static String address(String text) throws UnknownHostException {
        return Connections.address(InetAddress.getByName(text).getAddress());
    }

    @Test
    void thoseWhoAreRefusedComeBackOneAfterAnotherAsFastAsRoomIsMade() {
        AtomicLong nanos = new AtomicLong();
        ComeBack comeBack = new ComeBack(nanos::get, new Random(1));
        for (int i = 0; i < 200; i++) {
            nanos.addAndGet(500_000_000);
            comeBack.madeRoom();
        }
        long last = 0;
        for (int i = 1; i <= 100; i++) {
            long seconds = comeBack.nextSeconds();
            double turn = i * 0.5;
            assertTrue(
                    seconds >= Math.floor(turn) && seconds <= Math.ceil(1.5 * turn) + 1, seconds + " s for place " + i);
            last = seconds;
        }
        assertTrue(last >= 50, "the hundredth waits for a hundred");
        nanos.addAndGet(60_000_000_000L);
        comeBack.madeRoom();
        assertTrue(comeBack.nextSeconds() <= 10, "the queue is worked off");
    }

    @Test
    void nobodyIsSentAwayForEver() {
        AtomicLong nanos = new AtomicLong();
        ComeBack comeBack = new ComeBack(nanos::get, new Random(2));
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int i = 0; i < 100_000; i++) {
            long seconds = comeBack.nextSeconds();
            assertTrue(seconds >= 1 && seconds <= 180, seconds + " s");
            if (i > 50_000) {
                least = Math.min(least, seconds);
                most = Math.max(most, seconds);
            }
        }
        assertTrue(most - least > 40, "they do not come back all at once: " + least + " to " + most + " s");
    }
}
