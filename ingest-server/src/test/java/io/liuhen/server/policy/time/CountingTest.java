package io.liuhen.server.policy.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.policy.pack.CalendarReader;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How terms are counted. */
final class CountingTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private final WorkCalendar calendar = CalendarReader.shipped();

    private Counting in(String zone) {
        return new Counting(calendar, ZoneId.of(zone), LastDay.MOVES_TO_NEXT_WORKING_DAY);
    }

    private static Instant at(String local, String zone) {
        return LocalDateTime.parse(local).atZone(ZoneId.of(zone)).toInstant();
    }

    private static Span workingDays(int amount) {
        return new Span(amount, SpanUnit.WORKING_DAYS);
    }

    private String lastWorkingDay(String started, int amount) {
        Due due = in("Asia/Shanghai").due(at(started, "Asia/Shanghai"), workingDays(amount), List.of());
        return LocalDate.ofInstant(due.until().minusNanos(1), SHANGHAI).toString();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            2026-02-12T10:00, 1, 2026-02-13
            2026-02-13T10:00, 1, 2026-02-14
            2026-02-14T10:00, 1, 2026-02-24
            2026-02-26T10:00, 3, 2026-03-02
            2025-01-24T10:00, 2, 2025-01-27
            2025-09-27T10:00, 1, 2025-09-28
            2025-09-30T10:00, 1, 2025-10-09
            2025-10-10T10:00, 1, 2025-10-11
            2018-12-28T10:00, 2, 2019-01-02
            2022-12-29T10:00, 2, 2023-01-03
            2020-01-23T10:00, 1, 2020-02-03
            """)
    void springFestivalsWorkedWeekendsAndYearEnds(String started, int amount, String last) {
        assertEquals(last, lastWorkingDay(started, amount));
    }

    @Test
    void aDayEndsWhereTheUnitIs() {
        Instant start = Instant.parse("2026-03-02T15:30:00Z"); // 23:30 in Shanghai, 21:30 in Ürümqi's own time
        assertEquals(
                at("2026-03-04T00:00", "Asia/Shanghai"),
                in("Asia/Shanghai").due(start, workingDays(1), List.of()).until());
        assertEquals(
                at("2026-03-04T00:00", "Asia/Urumqi"),
                in("Asia/Urumqi").due(start, workingDays(1), List.of()).until());
        Instant later = start.plus(Duration.ofHours(1)); // already the 3rd in Shanghai
        assertEquals(
                at("2026-03-05T00:00", "Asia/Shanghai"),
                in("Asia/Shanghai").due(later, workingDays(1), List.of()).until());
        assertEquals(
                at("2026-03-04T00:00", "Asia/Urumqi"),
                in("Asia/Urumqi").due(later, workingDays(1), List.of()).until());
    }

    @Test
    void hoursPassThroughAChangeOfClocksAndDaysEndAtMidnight() {
        String newYork = "America/New_York";
        Instant before = at("2026-03-07T12:00", newYork);
        assertEquals(
                at("2026-03-08T13:00", newYork),
                in(newYork).due(before, new Span(24, SpanUnit.HOURS), List.of()).until());
        assertEquals(
                at("2026-03-10T00:00", newYork),
                in(newYork)
                        .due(before, new Span(2, SpanUnit.CALENDAR_DAYS), List.of())
                        .until());
    }

    @ParameterizedTest
    @CsvSource({"2024-02-29T10:00, 1, 2025-02-28", "2024-02-29T10:00, 4, 2028-02-29", "2026-03-02T23:59, 2, 2028-03-02"
    })
    void yearsEndOnTheSameDate(String started, int years, String last) {
        Due due = in("Asia/Shanghai").due(at(started, "Asia/Shanghai"), new Span(years, SpanUnit.YEARS), List.of());
        assertEquals(LocalDate.parse(last).plusDays(1).atStartOfDay(SHANGHAI).toInstant(), due.until());
    }

    @Test
    void aLastDayThatIsOffStandsOrMovesAsThePackSays() {
        Instant start = at("2026-01-22T10:00", "Asia/Shanghai"); // 30 days on: 21 February, in the Spring Festival
        Span span = new Span(30, SpanUnit.CALENDAR_DAYS);
        Due stands = new Counting(calendar, SHANGHAI, LastDay.STANDS).due(start, span, List.of());
        assertEquals(at("2026-02-22T00:00", "Asia/Shanghai"), stands.until());
        assertEquals(
                at("2026-02-25T00:00", "Asia/Shanghai"),
                in("Asia/Shanghai").due(start, span, List.of()).until());
        // A Saturday that is worked is no day off.
        Instant worked = at("2026-01-29T10:00", "Asia/Shanghai");
        assertEquals(
                at("2026-03-01T00:00", "Asia/Shanghai"),
                in("Asia/Shanghai").due(worked, span, List.of()).until());
    }

    @ParameterizedTest
    @CsvSource({"2026-12-21T10:00, 2, ''", "2026-12-22T10:00, 3, 2027", "2026-12-30T10:00, 2, 2027"})
    void whatTouchesAYearWithoutPapersIsProvisional(String started, int amount, String years) {
        Due due = in("Asia/Shanghai").due(at(started, "Asia/Shanghai"), workingDays(amount), List.of());
        assertEquals(years.isEmpty() ? Set.of() : Set.of(Integer.valueOf(years)), due.provisionalYears());
        assertEquals(!years.isEmpty(), due.provisional());
    }

    @Test
    void anAnnouncementSettlesAndMovesTheEnd() {
        Instant start = at("2026-12-31T10:00", "Asia/Shanghai");
        Due before = in("Asia/Shanghai").due(start, workingDays(1), List.of());
        assertTrue(before.provisional());
        assertEquals(at("2027-01-02T00:00", "Asia/Shanghai"), before.until());
        CalendarYear announced =
                CalendarReader.year("{year: 2027, papers: [p], days: [{date: 2027-01-01, name: 元旦, off: true}]}");
        Due after =
                new Counting(calendar.with(announced), SHANGHAI, LastDay.STANDS).due(start, workingDays(1), List.of());
        assertFalse(after.provisional());
        assertEquals(at("2027-01-05T00:00", "Asia/Shanghai"), after.until());
    }

    @Test
    void hoursStandStillWhileAPauseLasts() {
        Instant start = at("2026-03-02T10:00", "Asia/Shanghai");
        Span day = new Span(24, SpanUnit.HOURS);
        Pause one = new Pause(start.plus(Duration.ofHours(2)), start.plus(Duration.ofHours(5)));
        Pause within = new Pause(start.plus(Duration.ofHours(3)), start.plus(Duration.ofHours(4)));
        Pause after = new Pause(start.plus(Duration.ofHours(40)), start.plus(Duration.ofHours(50)));
        assertEquals(
                start.plus(Duration.ofHours(27)),
                in("Asia/Shanghai").due(start, day, List.of(after, within, one)).until());
    }

    /** Twenty-five years of days: what is counted never lies before its start, and more is never earlier. */
    @ParameterizedTest
    @ValueSource(longs = {1, 7, 20261121})
    void longerTermsNeverEndEarlier(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            Instant start = Instant.parse("2016-01-01T00:00:00Z").plusSeconds(random.nextInt(25 * 365 * 86_400 / 2));
            SpanUnit unit = SpanUnit.values()[random.nextInt(SpanUnit.values().length)];
            int amount = 1 + random.nextInt(40);
            ZoneId zone = ZoneId.of(List.of("Asia/Shanghai", "Asia/Urumqi", "America/New_York", "UTC")
                    .get(random.nextInt(4)));
            LastDay lastDay = LastDay.values()[random.nextInt(2)];
            Instant from = start.plusSeconds(random.nextInt(20 * 86_400));
            List<Pause> pauses = random.nextBoolean()
                    ? List.of()
                    : List.of(new Pause(from, from.plusSeconds(random.nextInt(20 * 86_400))));
            Counting counting = new Counting(calendar, zone, lastDay);
            String what =
                    "seed " + seed + ", round " + round + ": " + amount + " " + unit + " from " + start + " " + pauses;
            Instant until = counting.due(start, new Span(amount, unit), pauses).until();
            assertTrue(until.isAfter(start), what);
            assertFalse(
                    counting.due(start, new Span(amount + 1, unit), pauses)
                            .until()
                            .isBefore(until),
                    what);
            assertFalse(
                    until.isBefore(counting.due(start, new Span(amount, unit), List.of())
                            .until()),
                    what);
            assertFalse(
                    counting.due(start.plusSeconds(3600), new Span(amount, unit), List.of())
                            .until()
                            .isBefore(counting.due(start, new Span(amount, unit), List.of())
                                    .until()),
                    what);
            if (unit == SpanUnit.WORKING_DAYS) {
                assertTrue(calendar.isWorked(LocalDate.ofInstant(until.minusNanos(1), zone)), what);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(SpanUnit.class)
    void theDayOfTheStartDoesNotCount(SpanUnit unit) {
        Instant morning = at("2026-03-02T00:00", "Asia/Shanghai");
        Instant night = at("2026-03-02T23:59", "Asia/Shanghai");
        Span one = new Span(1, unit);
        boolean same = in("Asia/Shanghai")
                .due(morning, one, List.of())
                .until()
                .equals(in("Asia/Shanghai").due(night, one, List.of()).until());
        assertEquals(unit != SpanUnit.HOURS, same);
    }

    /** What the papers say as a whole: the days that are worked in each announced year. */
    @ParameterizedTest
    @CsvSource({"2024, 251", "2025, 248", "2026, 248"})
    void workingDaysOfAYear(int year, long expected) {
        LocalDate first = LocalDate.of(year, 1, 1);
        long worked =
                first.datesUntil(first.plusYears(1)).filter(calendar::isWorked).count();
        assertEquals(expected, worked);
        long weekends = first.datesUntil(first.plusYears(1))
                .filter(date -> date.getDayOfWeek() == DayOfWeek.SATURDAY && calendar.isWorked(date))
                .count();
        assertTrue(weekends > 0, "some Saturdays are worked");
    }
}
