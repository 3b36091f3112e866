package io.liuhen.server.policy.rule;

import java.time.MonthDay;
import java.util.Optional;

/**
 * What is due once for each year, up to and with a day.
 *
 * @param yearsAfter 0 for a day of that year, 1 for one of the next
 */
public record Yearly(
        String id,
        String who,
        MonthDay lastDay,
        int yearsAfter,
        Event until,
        Optional<String> reading,
        Citation cite) {}
