package io.liuhen.server.finding;

import io.liuhen.server.finding.Finding.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The findings of one look at one file, as they are collected. */
final class Signs {
    private static final double MICROS_PER_SECOND = 1e6;

    private final String segment;
    private final List<Finding> found = new ArrayList<>();

    Signs(String segment) {
        this.segment = segment;
    }

    void add(Kind kind, String chinese, String english, Map<String, Object> values) {
        found.add(new Finding(kind, chinese, english, List.of(segment), values));
    }

    List<Finding> found() {
        return List.copyOf(found);
    }

    /** Seconds as a person reads them. */
    static String seconds(long micros) {
        return String.format(Locale.ROOT, "%.3f", micros / MICROS_PER_SECOND)
                .replaceFirst("0+$", "")
                .replaceFirst("\\.$", "");
    }

    static long millis(long micros) {
        return Math.round(micros / 1e3);
    }
}
