package io.liuhen.server.admission;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections are open, over all and from each address. A few more than are served are let in, so that they can
 * be told to come back. Thread-safe.
 */
public final class Connections {
    private static final int SPARE_PARTS = 16;
    private static final int IPV6_BYTES = 16;
    private static final int IPV6_NETWORK_BYTES = 8;

    private final int max;
    private final int maxPerAddress;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

    /** @param maxPerAddress from one address, as {@link #address} writes it */
    public Connections(int max, int maxPerAddress) {
        this.max = max;
        this.maxPerAddress = maxPerAddress;
    }

    /** What becomes of a new connection. */
    public enum Verdict {
        /** Its requests are served. */
        SERVED,
        /** There are too many: its request is answered so, and it is closed. */
        TOLD,
        /** There are too many from its address: the same. */
        TOLD_ADDRESS,
        /** There are too many even of those: it is closed at once. */
        CLOSED
    }

    /** A connection is there; {@link #closed} is to follow, whatever the verdict. */
    public Verdict opened(String address) {
        int all = open.incrementAndGet();
        int here = byAddress.merge(address, 1, Integer::sum);
        if (all > withSpare(max) || here > withSpare(maxPerAddress)) {
            return Verdict.CLOSED;
        }
        if (here > maxPerAddress) {
            return Verdict.TOLD_ADDRESS;
        }
        return all > max ? Verdict.TOLD : Verdict.SERVED;
    }

    private static int withSpare(int number) {
        return number + Math.max(1, number / SPARE_PARTS);
    }

    /** It is there no more. */
    public void closed(String address) {
        open.decrementAndGet();
        byAddress.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
    }

    /** How many are open. */
    public int open() {
        return open.get();
    }

    /** From how many addresses. */
    int addresses() {
        return byAddress.size();
    }

    /** Where a peer is: an IPv4 address, or the network of 64 bits that an IPv6 host has for itself. */
    public static String address(byte[] bytes) {
        return HexFormat.of().formatHex(bytes.length == IPV6_BYTES ? Arrays.copyOf(bytes, IPV6_NETWORK_BYTES) : bytes);
    }
}
