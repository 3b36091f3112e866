package io.liuhen.server.config;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a copy for viewing is like.
 *
 * @param codec one of {@link #CODECS}
 * @param longSide pixels of the longer side of its pictures, at most
 * @param videoKilobits a second
 * @param audioKilobits a second
 * @param framesPerSecond at most
 * @param keyFrameEvery how many frames from one key frame to the next: where a player can begin
 * @param copy whether what is small enough already is copied, and not coded again
 * @param watermark lines to be written on its pictures, with the placeholders {@link #PLACEHOLDERS} in braces; none
 *     writes nothing
 */
public record ProfileConfig(
        String codec,
        int longSide,
        int videoKilobits,
        int audioKilobits,
        int framesPerSecond,
        int keyFrameEvery,
        boolean copy,
        List<String> watermark) {
    /** The codings that there are. */
    public static final List<String> CODECS = List.of("h264-high", "h264-baseline");

    /** Who watches. */
    public static final String VIEWER = "viewer";

    /** What is filled in where a line names it. */
    public static final List<String> PLACEHOLDERS = List.of("unit", "case", VIEWER, "date", "time");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final int LINES_MAX = 4;
    private static final int LINE_LENGTH_MAX = 60;

    /** Refuses what no copy can be. */
    public ProfileConfig {
        if (!CODECS.contains(codec)) {
            throw new IllegalArgumentException("there is no codec \"" + codec + "\"" + Nearest.sentence(codec, CODECS));
        }
        within("longSide", longSide, 64, 1920);
        if (longSide % 2 != 0) {
            throw new IllegalArgumentException("longSide is an even number");
        }
        within("videoKilobits", videoKilobits, 50, 20_000);
        within("audioKilobits", audioKilobits, 16, 320);
        within("framesPerSecond", framesPerSecond, 1, 60);
        within("keyFrameEvery", keyFrameEvery, 1, 600);
        watermark = List.copyOf(watermark);
        if (watermark.size() > LINES_MAX) {
            throw new IllegalArgumentException("watermark has at most " + LINES_MAX + " lines");
        }
        watermark.forEach(ProfileConfig::checkLine);
    }

    /** 640 pixels, 800 and 64 kb/s, nothing written. */
    public static ProfileConfig usual() {
        return new ProfileConfig(CODECS.get(0), 640, 800, 64, 60, 60, true, List.of());
    }

    /** The same with these lines on it. */
    public ProfileConfig withWatermark(String... lines) {
        return new ProfileConfig(
                codec, longSide, videoKilobits, audioKilobits, framesPerSecond, keyFrameEvery, copy, List.of(lines));
    }

    /** Whether it says who watches. */
    public boolean namesViewer() {
        return watermark.stream().anyMatch(line -> placeholders(line).contains(VIEWER));
    }

    private static void within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is a number from " + least + " to " + most);
        }
    }

    private static void checkLine(String line) {
        if (line.isBlank() || line.length() > LINE_LENGTH_MAX) {
            throw new IllegalArgumentException("a line of watermark has 1 to " + LINE_LENGTH_MAX + " characters");
        }
        for (String name : placeholders(line)) {
            if (!PLACEHOLDERS.contains(name)) {
                throw new IllegalArgumentException(
                        "watermark has no \"{" + name + "}\" to fill in" + Nearest.sentence(name, PLACEHOLDERS));
            }
        }
    }

    private static Set<String> placeholders(String line) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = PLACEHOLDER.matcher(line);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
