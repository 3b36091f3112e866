package io.liuhen.server.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.admission.ByteBudget.Reader;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** "Bandwidth ceilings by time of day through flow control." */
final class CeilingsTest {
    private static final long TICK_MILLIS = 50;
    private static final int READS_PER_TICK = 400;

    private final List<Runnable> called = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-20T00:00:00Z");
    private long nanos;

    private static Ceiling ceiling(String from, String to, long bytesPerSecond) {
        return new Ceiling(LocalTime.parse(from), LocalTime.parse(to), bytesPerSecond);
    }

    /** 08:00–18:00: 20, 12:00–13:00: 5, 22:00–06:00: 90. */
    @ParameterizedTest
    @CsvSource({
        "Asia/Shanghai, 2026-11-20T07:59:59.999+08:00, none",
        "Asia/Shanghai, 2026-11-20T08:00+08:00, 20",
        "Asia/Shanghai, 2026-11-20T12:30+08:00, 5",
        "Asia/Shanghai, 2026-11-20T17:59:59.999+08:00, 20",
        "Asia/Shanghai, 2026-11-20T18:00+08:00, none",
        "Asia/Shanghai, 2026-11-20T22:00+08:00, 90",
        "Asia/Shanghai, 2026-11-21T00:00+08:00, 90",
        "Asia/Shanghai, 2026-11-21T05:59:59+08:00, 90",
        "Asia/Shanghai, 2026-11-21T06:00+08:00, none",
        "Asia/Shanghai, 2026-11-20T00:00Z, 20",
        // The clocks go forward at 02:00 and back at 03:00; walls decide.
        "Europe/Berlin, 2026-03-29T05:59+02:00, 90",
        "Europe/Berlin, 2026-03-29T06:00+02:00, none",
        "Europe/Berlin, 2026-03-29T08:00+02:00, 20",
        "Europe/Berlin, 2026-10-25T08:00+01:00, 20",
        "Europe/Berlin, 2026-10-25T05:59+01:00, 90",
    })
    void theClockOnTheWallDecides(String zone, String time, String rate) {
        Ceilings ceilings = new Ceilings(
                List.of(ceiling("08:00", "18:00", 20), ceiling("12:00", "13:00", 5), ceiling("22:00", "06:00", 90)),
                ZoneId.of(zone));
        long expected = rate.equals("none") ? Ceilings.NONE : Long.parseLong(rate);
        assertEquals(expected, ceilings.bytesPerSecond(ZonedDateTime.parse(time).toInstant()));
    }

    /** An hour that a day has not is left out, one that it has twice counts twice. */
    @ParameterizedTest
    @CsvSource({"2026-03-28, 60", "2026-03-29, 0", "2026-10-24, 60", "2026-10-25, 120"})
    void whereClocksAreSetTheWallDecidesToo(String day, int minutes) {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        Ceilings ceilings = new Ceilings(List.of(ceiling("02:00", "03:00", 7)), berlin);
        Instant start = ZonedDateTime.parse(day + "T00:00+00:00[UTC]")
                .withZoneSameLocal(berlin)
                .toInstant();
        int counted = 0;
        for (int minute = 0; minute < 23 * 60; minute++) {
            counted += ceilings.bytesPerSecond(start.plus(Duration.ofMinutes(minute))) == 7 ? 1 : 0;
        }
        assertEquals(minutes, counted);
    }

    @Test
    void theSameTimesMeanTheWholeDay() {
        Ceilings ceilings = new Ceilings(List.of(ceiling("09:00", "09:00", 7)), ZoneId.of("Asia/Shanghai"));
        for (int hour = 0; hour < 24; hour++) {
            assertEquals(7, ceilings.bytesPerSecond(now.plus(Duration.ofHours(hour))));
        }
    }

    private void pass(ByteBudget budget, long millis) {
        for (long passed = 0; passed < millis; passed += TICK_MILLIS) {
            now = now.plusMillis(TICK_MILLIS);
            nanos += TICK_MILLIS * 1_000_000;
            budget.tick();
            // A loop does not turn for ever, however fast the lines are.
            for (int i = 0; i < READS_PER_TICK && !called.isEmpty(); i++) {
                called.remove(0).run();
            }
        }
    }

    /** Reads as soon as it may; says how much it has read. */
    private long[] body(ByteBudget budget, String device, int pieceBytes) {
        long[] read = new long[1];
        Reader reader = budget.enter(new Share(device, device, false));
        reader.whenRoom(reading(reader, read, pieceBytes));
        return read;
    }

    private Runnable reading(Reader reader, long[] read, int pieceBytes) {
        return () -> called.add(() -> {
            boolean room = true;
            // What a fast line brings before it is held back.
            for (int pieces = 0; room && pieces < 4; pieces++) {
                read[0] += pieceBytes;
                room = reader.take(pieceBytes, pieceBytes);
                reader.give(pieceBytes);
            }
            reader.whenRoom(reading(reader, read, pieceBytes));
        });
    }

    @Test
    void asMuchComesInASecondAsMayAndIsSharedFairly() {
        long rate = 1 << 20;
        Ceilings ceilings = new Ceilings(List.of(ceiling("00:00", "00:00", rate)), ZoneId.of("UTC"));
        ByteBudget budget = new ByteBudget(48 << 20, new Pace(ceilings, () -> now, () -> nanos));
        budget.tick();
        List<long[]> greedy = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            greedy.add(body(budget, "greedy", 256 << 10));
        }
        long[] modest = body(budget, "modest", 256 << 10);
        pass(budget, 100_000);
        long all = modest[0] + greedy.stream().mapToLong(read -> read[0]).sum();
        double bytesPerSecond = all / 100.0;
        assertTrue(bytesPerSecond > 0.95 * rate && bytesPerSecond < 1.05 * rate, bytesPerSecond + " bytes a second");
        double share = (double) modest[0] / all;
        assertTrue(share > 0.45 && share < 0.55, "share of the modest one: " + share);
    }

    /** Everybody who reads in the moment in which a ceiling begins to stand brings a piece more: nobody is silenced for it. */
    @Test
    void theBeginningOfACeilingIsNotHeldAgainstAnybodyForLong() {
        Ceilings ceilings = new Ceilings(List.of(ceiling("00:00:10", "00:01", 64 << 10)), ZoneId.of("UTC"));
        ByteBudget budget = new ByteBudget(48 << 20, new Pace(ceilings, () -> now, () -> nanos));
        pass(budget, 10_000);
        List<long[]> bodies = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            bodies.add(body(budget, "device " + i, 256 << 10));
        }
        pass(budget, 6_000);
        long before = bodies.stream().mapToLong(read -> read[0]).sum();
        pass(budget, 30_000);
        assertTrue(bodies.stream().mapToLong(read -> read[0]).sum() > before, "somebody reads on");
        assertTrue(budget.waiting() > 0);
        pass(budget, 20_000);
        assertEquals(0, budget.waiting(), "it stands no more");
    }
}
