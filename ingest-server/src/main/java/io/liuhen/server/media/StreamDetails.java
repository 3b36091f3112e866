package io.liuhen.server.media;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rest of what is known of a stream, for whoever asks as of {@code ffprobe}. Numbers are 0 and texts empty where
 * nothing is said; names are FFmpeg's.
 *
 * @param codecTag four characters by which the container names the coding: {@code avc1}
 * @param timeBase the container's unit of time for this stream, in seconds
 * @param frames as the container's index counts them
 * @param byDefault whether players should choose this stream
 * @param bitsPerSample of a pixel's component or of the sound
 * @param colorRange {@code tv} or {@code pc}
 * @param colorSpace {@code bt709}
 * @param colorTransfer {@code smpte2084} and {@code arib-std-b67} are brighter than ordinary screens
 * @param colorPrimaries {@code bt2020}
 * @param fieldOrder {@code progressive}, or {@code tt}, {@code bb}, {@code tb}, {@code bt} where lines are interlaced
 * @param channelLayout {@code mono}, {@code stereo}, {@code 5.1}
 * @param tags the stream's own
 */
public record StreamDetails(
        String codecTag,
        Rational timeBase,
        long frames,
        boolean byDefault,
        int bitsPerSample,
        String colorRange,
        String colorSpace,
        String colorTransfer,
        String colorPrimaries,
        String fieldOrder,
        String channelLayout,
        SortedMap<String, String> tags) {
    static final int MAX_TAGS = 24;

    /** Nothing is known. */
    public static final StreamDetails NONE =
            new StreamDetails("", Rational.UNKNOWN, 0, false, 0, "", "", "", "", "", "", Collections.emptySortedMap());

    public StreamDetails {
        requireNonNull(timeBase, "timeBase is null");
        if (frames < 0 || bitsPerSample < 0) {
            throw new IllegalArgumentException("negative: " + frames + " frames, " + bitsPerSample + " bits");
        }
        codecTag = name(codecTag);
        colorRange = name(colorRange);
        colorSpace = name(colorSpace);
        colorTransfer = name(colorTransfer);
        colorPrimaries = name(colorPrimaries);
        fieldOrder = name(fieldOrder);
        channelLayout = name(channelLayout);
        tags = MediaFacts.bounded(requireNonNullElse(tags, new TreeMap<>()), MAX_TAGS);
    }

    private static String name(String given) {
        return PlainText.clean(given, StreamFacts.MAX_NAME_CHARS);
    }
}
