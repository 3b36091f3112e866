package io.liuhen.server.media;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one of a recorder's clocks says in a file. Clocks lie: a letter Z is written by devices that know no zone and
 * hold local time. So it is kept as "device clock, zone unknown" unless the file names an offset, or the time is from
 * satellites.
 *
 * @param source where it stands: {@code creation_time}, {@code exif.DateTimeOriginal}
 * @param given as it stands there
 * @param local date and time without a zone, as ISO 8601; empty where it cannot be read
 * @param zone an offset as {@code +08:00}, {@code UTC}, or {@code unknown}
 */
public record DeviceClock(String source, String given, String local, String zone) {
    /** Nobody knows where the clock was set. */
    public static final String UNKNOWN_ZONE = "unknown";

    private static final Pattern TIME = Pattern.compile(
            "(\\d{4})[-:](\\d\\d)[-:](\\d\\d)[T ](\\d\\d):(\\d\\d):(\\d\\d)(?:\\.\\d+)?\\s*(Z|[+-]\\d\\d:?\\d\\d)?");
    private static final Pattern OFFSET = Pattern.compile("([+-]\\d\\d):?(\\d\\d)");

    /** Every clock that the container, its streams or the photo itself speak of, each saying once. */
    public static List<DeviceClock> of(MediaFacts facts) {
        Set<DeviceClock> clocks = new LinkedHashSet<>();
        add(clocks, "creation_time", facts.tags().get("creation_time"), "");
        add(clocks, "date", facts.tags().get("date"), "");
        String apple = "com.apple.quicktime.creationdate";
        add(clocks, apple, facts.tags().get(apple), "");
        for (StreamFacts stream : facts.streams()) {
            add(clocks, "creation_time", stream.details().tags().get("creation_time"), "");
            add(clocks, "timecode", stream.details().tags().get("timecode"), "");
        }
        for (String name : List.of("DateTimeOriginal", "DateTimeDigitized", "DateTime")) {
            String offset = facts.tags().getOrDefault("exif." + name.replace("DateTime", "OffsetTime"), "");
            add(clocks, "exif." + name, facts.tags().get("exif." + name), offset);
        }
        addSatellites(clocks, facts);
        return new ArrayList<>(clocks);
    }

    private static void add(Set<DeviceClock> clocks, String source, @Nullable String given, String offset) {
        if (given == null || given.isBlank()) {
            return;
        }
        Matcher time = TIME.matcher(given.strip());
        boolean readable = time.matches();
        String named = readable && time.group(7) != null ? time.group(7) : "";
        // A Z is what muxers write; an offset is what a device that knows its zone writes.
        String zone = offsetOf(named.equals("Z") || named.isEmpty() ? offset : named);
        clocks.add(new DeviceClock(source, given, readable ? local(time) : "", zone));
    }

    private static String offsetOf(String given) {
        Matcher offset = OFFSET.matcher(given.strip());
        return offset.matches() ? offset.group(1) + ":" + offset.group(2) : UNKNOWN_ZONE;
    }

    private static String local(Matcher time) {
        try {
            return LocalDateTime.of(
                            Integer.parseInt(time.group(1)),
                            Integer.parseInt(time.group(2)),
                            Integer.parseInt(time.group(3)),
                            Integer.parseInt(time.group(4)),
                            Integer.parseInt(time.group(5)),
                            Integer.parseInt(time.group(6)))
                    .toString();
        } catch (DateTimeException e) {
            return "";
        }
    }

    /** EXIF has the satellites' date and time apart, the latter as three fractions. */
    private static void addSatellites(Set<DeviceClock> clocks, MediaFacts facts) {
        String date = facts.tags().getOrDefault("exif.GPSDateStamp", "");
        List<Double> time = Place.fractions(facts.tags().getOrDefault("exif.GPSTimeStamp", ""));
        if (date.isEmpty() || time.size() != 3) {
            return;
        }
        String given = date + " "
                + String.format(
                        Locale.ROOT,
                        "%02d:%02d:%02d",
                        time.get(0).intValue(),
                        time.get(1).intValue(),
                        time.get(2).intValue());
        Matcher matcher = TIME.matcher(given);
        clocks.add(new DeviceClock("exif.GPSTimeStamp", given, matcher.matches() ? local(matcher) : "", "UTC"));
    }
}
