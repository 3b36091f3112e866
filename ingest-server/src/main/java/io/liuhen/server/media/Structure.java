package io.liuhen.server.media;

import static java.util.Objects.requireNonNullElse;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a file is put together: what players pass over, and writers differ in. Read without judging it; numbers are 0 and
 * texts empty where it says nothing.
 *
 * @param parts the outermost parts in their order: boxes of MP4, chunks of RIFF, segments of JPEG; at most {@link
 *     #MAX_PARTS}
 * @param brand of an MP4: its first name for itself
 * @param brandVersion the number beside it, which some makers use as a date
 * @param brands all its names for itself
 * @param createdSeconds as the header of an MP4 has it, since 1904 by the writer's clock
 * @param userData names of the parts in which makers of an MP4 keep their own
 * @param tracks of an MP4, in their order
 * @param cadence how the pictures follow each other, as the index has it; {@link Cadence#NONE} where there is none
 * @param writers programs that left their name in places that tags do not show, by the place
 * @param trailingBytes behind the last part
 * @param trailing what these begin with, where it is known: {@code motion-photo}, {@code samsung}, {@code pictures}
 * @param photo marks of a photo: {@code maker-note}, and as {@code thumbnail} its size
 */
public record Structure(
        List<String> parts,
        String brand,
        long brandVersion,
        List<String> brands,
        long createdSeconds,
        List<String> userData,
        List<TrackStructure> tracks,
        Cadence cadence,
        SortedMap<String, String> writers,
        long trailingBytes,
        String trailing,
        SortedMap<String, String> photo) {
    static final int MAX_PARTS = 64;
    static final int MAX_TRACKS = 16;
    static final int MAX_WRITERS = 8;

    /** Nothing is known. */
    public static final Structure NONE = new Structure(
            List.of(),
            "",
            0,
            List.of(),
            0,
            List.of(),
            List.of(),
            Cadence.NONE,
            Collections.emptySortedMap(),
            0,
            "",
            Collections.emptySortedMap());

    public Structure {
        if (brandVersion < 0 || createdSeconds < 0 || trailingBytes < 0) {
            throw new IllegalArgumentException("a negative number in a structure");
        }
        parts = names(parts);
        brand = name(brand);
        brands = names(brands);
        userData = names(userData);
        tracks = tracks.stream().limit(MAX_TRACKS).toList();
        cadence = requireNonNullElse(cadence, Cadence.NONE);
        writers = MediaFacts.bounded(requireNonNullElse(writers, new TreeMap<>()), MAX_WRITERS);
        trailing = name(trailing);
        photo = MediaFacts.bounded(requireNonNullElse(photo, new TreeMap<>()), MAX_WRITERS);
    }

    /** The tracks of one type: {@code vide} has pictures, {@code soun} sound. */
    public List<TrackStructure> tracks(String type) {
        return tracks.stream().filter(track -> track.type().equals(type)).toList();
    }

    static String name(String given) {
        return PlainText.clean(given, StreamFacts.MAX_NAME_CHARS);
    }

    private static List<String> names(List<String> given) {
        return given.stream().limit(MAX_PARTS).map(Structure::name).toList();
    }
}
