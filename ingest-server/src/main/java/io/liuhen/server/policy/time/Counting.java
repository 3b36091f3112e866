package io.liuhen.server.policy.time;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * How terms are counted in one place: hours from the instant; days from the day after, to 24:00 of the last one in the unit's
 * zone. A day that a pause touches does not count; hours stand still while it lasts.
 *
 * @param lastDay for terms in calendar days
 */
public record Counting(WorkCalendar calendar, ZoneId zone, LastDay lastDay) {
    /** When a term ends that begins then. */
    public Due due(Instant start, Span span, List<Pause> pauses) {
        return switch (span.unit()) {
            case HOURS -> new Due(afterHours(start, Duration.ofHours(span.amount()), pauses), new TreeSet<>());
            case CALENDAR_DAYS -> afterDays(start, span.amount(), pauses);
            case WORKING_DAYS -> afterWorkingDays(start, span.amount(), pauses);
            case YEARS -> new Due(endOf(dateOf(start).plusYears(span.amount())), new TreeSet<>());
        };
    }

    /** 24:00 of a day here. */
    public Instant endOf(LocalDate date) {
        return date.plusDays(1).atStartOfDay(zone).toInstant();
    }

    /** The day that it is here. */
    public LocalDate dateOf(Instant instant) {
        return LocalDate.ofInstant(instant, zone);
    }

    private static Instant afterHours(Instant start, Duration length, List<Pause> pauses) {
        Instant end = start.plus(length);
        Instant counted = start;
        for (Pause pause :
                pauses.stream().sorted(Comparator.comparing(Pause::from)).toList()) {
            Instant from = later(pause.from(), counted);
            if (from.isBefore(end) && pause.to().isAfter(from)) {
                end = end.plus(Duration.between(from, pause.to()));
                counted = pause.to();
            }
        }
        return end;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private Due afterDays(Instant start, int days, List<Pause> pauses) {
        LocalDate last = count(dateOf(start), days, date -> !touched(date, pauses), new TreeSet<>());
        SortedSet<Integer> open = new TreeSet<>();
        if (lastDay == LastDay.MOVES_TO_NEXT_WORKING_DAY) {
            open.addAll(calendar.unsettled(last));
            while (!calendar.isWorked(last)) {
                last = last.plusDays(1);
                open.addAll(calendar.unsettled(last));
            }
        }
        return new Due(endOf(last), open);
    }

    private Due afterWorkingDays(Instant start, int days, List<Pause> pauses) {
        SortedSet<Integer> open = new TreeSet<>();
        LocalDate last = count(dateOf(start), days, date -> calendar.isWorked(date) && !touched(date, pauses), open);
        return new Due(endOf(last), open);
    }

    /** The day with which as many days that count have passed; the day of the start is not among them. */
    private LocalDate count(LocalDate start, int days, Predicate<LocalDate> counts, SortedSet<Integer> open) {
        LocalDate date = start;
        int counted = 0;
        while (counted < days) {
            date = date.plusDays(1);
            open.addAll(calendar.unsettled(date));
            if (counts.test(date)) {
                counted++;
            }
        }
        return date;
    }

    private boolean touched(LocalDate date, List<Pause> pauses) {
        return pauses.stream()
                .anyMatch(pause -> !dateOf(pause.from()).isAfter(date)
                        && !dateOf(pause.to()).isBefore(date));
    }
}
