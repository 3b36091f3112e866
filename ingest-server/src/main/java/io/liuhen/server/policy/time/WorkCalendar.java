package io.liuhen.server.policy.time;

import io.liuhen.server.policy.time.CalendarYear.DayOff;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which days are worked. Immutable. */
public final class WorkCalendar {
    private final NavigableMap<Integer, CalendarYear> years = new TreeMap<>();
    private final Map<LocalDate, Boolean> off = new HashMap<>();
    private final MonthDay nextYearMayMove;

    /**
     * @param years each year once
     * @param nextYearMayMove the first day in a year that the announcement for the next year may still change
     */
    public WorkCalendar(Collection<CalendarYear> years, MonthDay nextYearMayMove) {
        this.nextYearMayMove = nextYearMayMove;
        for (CalendarYear year : years) {
            if (this.years.put(year.year(), year) != null) {
                throw new IllegalArgumentException("the year " + year.year() + " is there twice");
            }
        }
        // In order: a later announcement has the last word about days that two of them name.
        for (CalendarYear year : this.years.values()) {
            year.days().forEach((date, day) -> off.put(date, day.off()));
        }
    }

    /** The years that are known, in order. */
    public Collection<CalendarYear> years() {
        return Collections.unmodifiableCollection(years.values());
    }

    /** The same with another year in it, which takes the place of what was known of it. */
    public WorkCalendar with(CalendarYear year) {
        NavigableMap<Integer, CalendarYear> all = new TreeMap<>(years);
        all.put(year.year(), year);
        return new WorkCalendar(all.values(), nextYearMayMove);
    }

    /** Whether the day is worked, as far as is known. */
    public boolean isWorked(LocalDate date) {
        Boolean arranged = off.get(date);
        return arranged == null ? !weekend(date) : !arranged;
    }

    /** The years whose announcement, still to come, may change this day. */
    public SortedSet<Integer> unsettled(LocalDate date) {
        SortedSet<Integer> open = new TreeSet<>();
        if (!announced(date.getYear())) {
            open.add(date.getYear());
        }
        if (!MonthDay.from(date).isBefore(nextYearMayMove) && !announced(date.getYear() + 1)) {
            open.add(date.getYear() + 1);
        }
        return open;
    }

    private boolean announced(int year) {
        CalendarYear known = years.get(year);
        return known != null && known.announced();
    }

    /** What a day is called that does not follow the week; else nothing. */
    public String nameOf(LocalDate date) {
        return years.values().stream()
                .filter(year -> year.days().containsKey(date))
                .map(year ->
                        year.days().getOrDefault(date, new DayOff("", false)).name())
                .reduce("", (before, after) -> after);
    }

    private static boolean weekend(LocalDate date) {
        return date.getDayOfWeek() == DayOfWeek.SATURDAY || date.getDayOfWeek() == DayOfWeek.SUNDAY;
    }
}
