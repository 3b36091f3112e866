package io.liuhen.server.policy.pack;

import io.liuhen.server.policy.time.CalendarYear;
import io.liuhen.server.policy.time.CalendarYear.DayOff;
import io.liuhen.server.policy.time.WorkCalendar;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads which days are worked: the calendar that ships, and files of one year each. */
public final class CalendarReader {
    private static final int YEAR_MIN = 2000;
    private static final int YEAR_MAX = 2999;

    private CalendarReader() {}

    /** The calendar that ships with the program. */
    public static WorkCalendar shipped() {
        List<Finding> findings = new ArrayList<>();
        Node root = new Node("", PackReader.tree(ShippedPacks.resource("/calendar/china.yaml")), findings);
        root.number("schema", PackReader.SCHEMA, PackReader.SCHEMA);
        MonthDay nextYearMayMove = root.monthDay("nextYearMayMove");
        List<CalendarYear> years = root.list("years", CalendarReader::year);
        root.noMore();
        if (!findings.isEmpty()) {
            throw new InvalidPackException(findings);
        }
        return new WorkCalendar(years, nextYearMayMove);
    }

    /**
     * Reads one year: {@code year}, {@code papers} and {@code days} with {@code date}, {@code name} and {@code off}, in YAML
     * or JSON.
     *
     * @throws InvalidPackException with everything that is wrong
     */
    public static CalendarYear year(String text) {
        List<Finding> findings = new ArrayList<>();
        Node root = new Node("", PackReader.tree(text), findings);
        CalendarYear year = year(root);
        root.noMore();
        if (findings.isEmpty() && !year.announced() && !year.days().isEmpty()) {
            root.wrong("has days and no papers", "name in papers where the arrangement was announced");
        }
        if (!findings.isEmpty()) {
            throw new InvalidPackException(findings);
        }
        return year;
    }

    private static CalendarYear year(Node node) {
        // Files of this form as they are published name their form.
        node.maybeText("$schema");
        node.maybeText("$id");
        int year = node.number("year", YEAR_MIN, YEAR_MAX);
        SortedMap<LocalDate, DayOff> days = new TreeMap<>();
        node.list("days", day -> {
            LocalDate date = day.date("date");
            if (!belongs(date, year)) {
                day.wrong(date + " is not of " + year, "a year has its own days and those of the December before");
            }
            boolean off = day.flag("off", true);
            if (!day.has("off")) {
                day.wrong("off is missing", "write true for a day off, false for one that is worked");
            }
            if (days.put(date, new DayOff(day.text("name"), off)) != null) {
                day.wrong(date + " is there twice", "remove one");
            }
            return date;
        });
        return new CalendarYear(year, node.texts("papers"), days);
    }

    private static boolean belongs(LocalDate date, int year) {
        return date.getYear() == year || (date.getYear() == year - 1 && date.getMonthValue() == 12);
    }
}
