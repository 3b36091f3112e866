package io.liuhen.server.media;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a file says about itself, read without judging it. Numbers are 0 and texts empty where it says nothing.
 *
 * <p>Times of the container ({@code tags.creation_time}) are the device's claim: its clock, in a zone that is not
 * known, whatever letter stands behind them.
 *
 * @param format FFmpeg's name of the container: {@code mov,mp4,m4a,3gp,3g2,mj2}
 * @param durationMicros from the first to the last instant of any stream
 * @param startMicros first instant on the container's clock; may be negative
 * @param tags the container's own, and as {@code exif.…} the photo's, as given but for control characters and length
 * @param encoders every program that the container and its streams name as their writer, sorted
 * @param structure how the file is put together; nothing in facts that an earlier version has written
 */
public record MediaFacts(
        MediaKind kind,
        String format,
        long durationMicros,
        long startMicros,
        long bitsPerSecond,
        List<StreamFacts> streams,
        SortedMap<String, String> tags,
        List<String> encoders,
        Structure structure) {

    /** A container with more streams than this is opened, but the rest of them is not looked at. */
    public static final int MAX_STREAMS = 40;

    /** Tags beyond this number are dropped, in their order. */
    public static final int MAX_TAGS = 64;

    static final int MAX_TAG_NAME_CHARS = 64;
    static final int MAX_TAG_VALUE_CHARS = 512;

    public MediaFacts {
        requireNonNull(kind, "kind is null");
        format = PlainText.clean(format, StreamFacts.MAX_NAME_CHARS);
        if (durationMicros < 0 || bitsPerSecond < 0) {
            throw new IllegalArgumentException("negative: " + durationMicros + " us, " + bitsPerSecond + " bit/s");
        }
        streams = List.copyOf(streams);
        if (streams.isEmpty() || streams.size() > MAX_STREAMS) {
            throw new IllegalArgumentException("number of streams: " + streams.size());
        }
        tags = bounded(tags, MAX_TAGS);
        encoders = encoders.stream()
                .map(name -> PlainText.clean(name, StreamFacts.MAX_TEXT_CHARS))
                .filter(name -> !name.isEmpty())
                .distinct()
                .sorted()
                .limit(MAX_STREAMS)
                .toList();
        structure = requireNonNullElse(structure, Structure.NONE);
    }

    /** Facts of a file of which nobody asked how it is put together. */
    public MediaFacts(
            MediaKind kind,
            String format,
            long durationMicros,
            long startMicros,
            long bitsPerSecond,
            List<StreamFacts> streams,
            SortedMap<String, String> tags,
            List<String> encoders) {
        this(kind, format, durationMicros, startMicros, bitsPerSecond, streams, tags, encoders, Structure.NONE);
    }

    /** The same, and how the file is put together. */
    MediaFacts with(Structure found) {
        return new MediaFacts(kind, format, durationMicros, startMicros, bitsPerSecond, streams, tags, encoders, found);
    }

    /** The first stream with pictures. */
    public Optional<StreamFacts> video() {
        return first(StreamKind.VIDEO);
    }

    /** The first stream with sound. */
    public Optional<StreamFacts> audio() {
        return first(StreamKind.AUDIO);
    }

    private Optional<StreamFacts> first(StreamKind wanted) {
        return streams.stream().filter(stream -> stream.kind() == wanted).findFirst();
    }

    /** The first ones by name, each made plain and not too long. */
    static SortedMap<String, String> bounded(SortedMap<String, String> tags, int most) {
        SortedMap<String, String> kept = new TreeMap<>();
        for (var tag : tags.entrySet()) {
            String name = PlainText.clean(tag.getKey(), MAX_TAG_NAME_CHARS);
            if (!name.isEmpty() && kept.size() < most) {
                kept.put(name, PlainText.clean(tag.getValue(), MAX_TAG_VALUE_CHARS));
            }
        }
        return Collections.unmodifiableSortedMap(kept);
    }
}
