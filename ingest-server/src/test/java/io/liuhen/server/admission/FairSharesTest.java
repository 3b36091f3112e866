package io.liuhen.server.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.admission.ByteBudget.Reader;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * "Fair shares by device, then by dock; a key-marked recording goes first." Bodies that always have more to send compete for a
 * budget that is always short, over a disk that writes in the order in which pieces come; what each got is compared.
 */
final class FairSharesTest {
    private static final int STEPS = 40_000;
    private static final int PIECE_BYTES_MAX = 256 << 10;

    private final ByteBudget budget =
            new ByteBudget(4 << 20, new Pace(new Ceilings(List.of(), ZoneOffset.UTC), () -> Instant.EPOCH, () -> 0));
    private final Map<String, Long> got = new TreeMap<>();
    private final Deque<Runnable> disk = new ArrayDeque<>();
    private final List<Runnable> lines = new ArrayList<>();

    /** A body that reads whenever it may, in pieces of a size that is its own. */
    private void body(String name, Share share, int pieceBytes) {
        Reader reader = budget.enter(share);
        got.putIfAbsent(name, 0L);
        read(name, reader, pieceBytes);
    }

    private void read(String name, Reader reader, int pieceBytes) {
        reader.whenRoom(() -> lines.add(() -> {
            got.merge(name, (long) pieceBytes, Long::sum);
            boolean room = reader.take(pieceBytes, pieceBytes);
            disk.add(() -> reader.give(pieceBytes));
            if (room) {
                lines.add(() -> read(name, reader, pieceBytes));
            } else {
                read(name, reader, pieceBytes);
            }
        }));
    }

    /** The disk writes a piece; whoever was called reads, in an order of chance. */
    private void run(Random random) {
        for (int step = 0; step < STEPS; step++) {
            while (!lines.isEmpty()) {
                lines.remove(random.nextInt(lines.size())).run();
            }
            if (!disk.isEmpty()) {
                disk.remove().run();
            }
        }
        System.out.println("got " + got);
    }

    private double ratio(String one, String other) {
        return (double) got.getOrDefault(one, 0L) / got.getOrDefault(other, 1L);
    }

    private static Random seeded(long seed) {
        System.out.println("seed " + seed);
        return new Random(seed);
    }

    private static void assertAbout(double expected, double ratio) {
        assertTrue(ratio > expected * 0.9 && ratio < expected * 1.1, "about " + expected + ", not " + ratio);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aDeviceWithManyBodiesGetsNoMoreThanOneWithOne(long seed) {
        for (int i = 0; i < 40; i++) {
            body("greedy", new Share("greedy", "greedy", false), PIECE_BYTES_MAX);
        }
        body("modest", new Share("modest", "modest", false), PIECE_BYTES_MAX);
        run(seeded(seed));
        assertAbout(1, ratio("greedy", "modest"));
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void aDockOf25SlotsGetsAsMuchAsADeviceAlone(long seed) {
        for (int slot = 0; slot < 25; slot++) {
            body("dock", new Share("dock", "slot " + slot, false), PIECE_BYTES_MAX);
        }
        body("phone", new Share("phone", "phone", false), PIECE_BYTES_MAX);
        body("other", new Share("other", "other", false), PIECE_BYTES_MAX);
        run(seeded(seed));
        assertAbout(1, ratio("dock", "phone"));
        assertAbout(1, ratio("dock", "other"));
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void devicesOfADockShareWhatItGets(long seed) {
        for (int i = 0; i < 10; i++) {
            body("greedy", new Share("dock", "greedy", false), PIECE_BYTES_MAX);
        }
        body("modest", new Share("dock", "modest", false), PIECE_BYTES_MAX);
        body("alone", new Share("alone", "alone", false), PIECE_BYTES_MAX);
        run(seeded(seed));
        assertAbout(1, ratio("greedy", "modest"));
        assertAbout(2, ratio("alone", "modest"));
    }

    /** Bytes are shared, not turns. */
    @ParameterizedTest
    @ValueSource(longs = {10, 11, 12})
    void largePiecesGetNoMore(long seed) {
        for (int i = 0; i < 10; i++) {
            body("large", new Share("large", "large", false), PIECE_BYTES_MAX);
            body("small", new Share("small", "small", false), 16 << 10);
        }
        run(seeded(seed));
        assertAbout(1, ratio("large", "small"));
    }

    @ParameterizedTest
    @ValueSource(longs = {13, 14, 15})
    void aKeyMarkedRecordingGoesFirstAndStarvesNobody(long seed) {
        for (int i = 0; i < 40; i++) {
            body("usual", new Share("device " + i, "device " + i, false), PIECE_BYTES_MAX);
        }
        body("key", new Share("device 0", "device 0", true), PIECE_BYTES_MAX);
        run(seeded(seed));
        assertTrue(ratio("key", "usual") > 3, "one marked body beside forty: " + ratio("key", "usual"));
        assertTrue(ratio("usual", "key") > 1.0 / (FairTurns.KEY_MARKED_WEIGHT + 2), () -> "starved: " + got);
    }

    /** What a device had while nobody else wanted anything is not held against it. */
    @Test
    void whoHadAllWhileAloneIsNotPunished() {
        body("early", new Share("early", "early", false), PIECE_BYTES_MAX);
        body("early", new Share("early", "early", false), PIECE_BYTES_MAX);
        run(seeded(16));
        long before = got.getOrDefault("early", 0L);
        for (int i = 0; i < 20; i++) {
            body("late", new Share("late", "late", false), PIECE_BYTES_MAX);
        }
        run(seeded(17));
        assertAbout(1, (double) (got.getOrDefault("early", 0L) - before) / got.getOrDefault("late", 0L));
    }

    /** A new request is no new beginning: else many small ones would get more than one large one. */
    @Test
    void whoComesBackStandsWhereItStood() {
        FairTurns<String> turns = new FairTurns<>();
        Share often = new Share("often", "often", false);
        FairTurns.Account<String> steady = turns.open(new Share("steady", "steady", false));
        int steadyTurns = 0;
        for (int i = 0; i < 1000; i++) {
            FairTurns.Account<String> fresh = turns.open(often);
            turns.add(fresh, "often");
            turns.add(steady, "steady");
            String who = turns.next().orElseThrow();
            turns.had(who.equals("often") ? fresh : steady, 1000);
            steadyTurns += who.equals("steady") ? 1 : 0;
            turns.remove(fresh, "often");
            turns.remove(steady, "steady");
            turns.close(fresh);
        }
        assertEquals(500, steadyTurns, 2);
    }

    @Test
    void whoIsGoneIsForgotten() {
        FairTurns<String> turns = new FairTurns<>();
        for (int i = 0; i < 100_000; i++) {
            FairTurns.Account<String> account = turns.open(new Share("device " + i, "device " + i, i % 2 == 0));
            turns.add(account, "one");
            turns.next();
            turns.had(account, 1000);
            turns.close(account);
        }
        assertTrue(turns.accounts() < 9000, turns.accounts() + " accounts");
    }
}
