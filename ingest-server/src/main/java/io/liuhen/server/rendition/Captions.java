package io.liuhen.server.rendition;

import io.liuhen.server.config.UnitConfig;
import io.liuhen.server.records.Field;
import io.liuhen.server.records.Recordings;
import io.liuhen.storage.format.SegmentId;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Fills in what a profile has written on copies. Thread-safe; blocks on the disk. */
public final class Captions {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);
    private static final int VALUE_LENGTH_MAX = 60;

    private final Recordings recordings;
    private final UnitConfig unit;
    private final InstantSource clock;

    public Captions(Recordings recordings, UnitConfig unit, InstantSource clock) {
        this.recordings = recordings;
        this.unit = unit;
        this.clock = clock;
    }

    /**
     * The lines as they are now. One in which nothing is left is left out.
     *
     * @param viewer who watches; empty for everybody
     */
    public List<String> lines(Profile profile, SegmentId segment, String viewer) {
        if (profile.watermark().isEmpty()) {
            return List.of();
        }
        ZonedDateTime now = clock.instant().atZone(unit.zone());
        String cases = recordings
                .recordingOf(segment)
                .flatMap(recordings::find)
                .map(recording -> String.join("、", recording.metadata().values(Field.CASE)))
                .orElse("");
        Map<String, String> values = Map.of(
                "unit",
                unit.name(),
                "case",
                cases,
                "viewer",
                viewer,
                "date",
                DATE.format(now),
                "time",
                TIME.format(now));
        return profile.watermark().stream()
                .map(line -> filled(line, values))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static String filled(String line, Map<String, String> values) {
        StringBuilder filled = new StringBuilder();
        int from = 0;
        for (int open = line.indexOf('{'); open >= 0; open = line.indexOf('{', from)) {
            int close = line.indexOf('}', open);
            if (close < 0) {
                break;
            }
            filled.append(line, from, open).append(shortened(values.getOrDefault(line.substring(open + 1, close), "")));
            from = close + 1;
        }
        return filled.append(line.substring(from))
                .toString()
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String shortened(String value) {
        return value.codePointCount(0, value.length()) <= VALUE_LENGTH_MAX
                ? value
                : value.substring(0, value.offsetByCodePoints(0, VALUE_LENGTH_MAX - 1)) + "…";
    }
}
