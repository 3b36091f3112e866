package io.liuhen.server.policy.time;

import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the State Council arranged for one year: which days are off and which days at a weekend are worked (调休).
 *
 * @param papers where it was announced; empty while it has not been
 * @param days the days that do not follow the week; the arrangement for New Year may reach into the year before
 */
public record CalendarYear(int year, List<String> papers, SortedMap<LocalDate, DayOff> days) {
    /** One day that does not follow the week; {@code off} is false for a day at a weekend that is worked. */
    public record DayOff(String name, boolean off) {}

    public CalendarYear {
        papers = List.copyOf(papers);
        days = Collections.unmodifiableSortedMap(new TreeMap<>(days));
    }

    /** Whether the arrangement is known. */
    public boolean announced() {
        return !papers.isEmpty();
    }
}
