package io.liuhen.server.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of bytes, written with its unit: {@code 64MiB}. Units are binary: B, KiB, MiB, GiB, TiB. */
public record DataSize(long bytes) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,15})\\s*(B|KiB|MiB|GiB|TiB)");
    private static final Map<String, Integer> SHIFTS = Map.of("B", 0, "KiB", 10, "MiB", 20, "GiB", 30, "TiB", 40);

    /** Refuses less than nothing. */
    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size of " + bytes + " bytes");
        }
    }

    /** Reads a size as it is written in the configuration. */
    @JsonCreator
    public static DataSize parse(String text) {
        Matcher match = TEXT.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("not a size: \"" + text + "\"; write it like 64MiB");
        }
        int shift = SHIFTS.getOrDefault(match.group(2), 0);
        long count = Long.parseLong(match.group(1));
        if (count > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException("\"" + text + "\" is more than any disk has");
        }
        return new DataSize(count << shift);
    }

    /** A number of MiB. */
    public static DataSize mebibytes(long count) {
        return new DataSize(Math.multiplyExact(count, 1L << 20));
    }

    @Override
    public String toString() {
        for (String unit : new String[] {"TiB", "GiB", "MiB", "KiB"}) {
            long one = 1L << SHIFTS.getOrDefault(unit, 0);
            if (bytes >= one && bytes % one == 0) {
                return String.format(Locale.ROOT, "%d%s", bytes / one, unit);
            }
        }
        return bytes + "B";
    }
}
