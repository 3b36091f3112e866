package io.liuhen.server.media;

import static java.util.Objects.requireNonNull;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is hidden in a copy, and when. Times are those of the copy for viewing, from 0; places are of the upright picture.
 * Where anything is to be hidden, a tenth of a second more is at either side.
 */
public record Edits(List<Region> regions, List<Quiet> sounds) {
    /** Nothing is hidden. */
    public static final Edits NONE = new Edits(List.of(), List.of());

    /** Of each list. A worker goes through all of them for every picture. */
    public static final int LIST_MAX = 1000;

    /** The whole of a side. */
    public static final int WHOLE = 10_000;

    /** Pictures that are copied and pictures that are encoded may be counted from instants this far apart. */
    private static final int MARGIN_MILLIS = 100;

    /** A year: no recording is longer. */
    public static final long MILLIS_MAX = 366L * 24 * 3600 * 1000;

    /** What becomes of a region. */
    public enum Cover {
        /** A few large squares of its mean colours. What moves, or is known in part, may still be guessed. */
        BLUR,
        /** Black. */
        FILL
    }

    /** What is heard instead. */
    public enum Instead {
        /** Nothing. */
        SILENCE,
        /** A tone of 1 kHz. */
        TONE
    }

    /** From an instant up to another, that one not included. */
    public record Span(long fromMillis, long toMillis) {
        /** Refuses spans of nothing, and those that no recording has. */
        public Span {
            if (fromMillis < 0 || toMillis <= fromMillis || toMillis > MILLIS_MAX) {
                throw new IllegalArgumentException("a span from " + fromMillis + " to " + toMillis);
            }
        }

        private long fromMicros() {
            return (fromMillis - MARGIN_MILLIS) * 1000;
        }

        private long toMicros() {
            return (toMillis + MARGIN_MILLIS) * 1000;
        }

        /** Whether anything that is shown or heard in this time is to be hidden. */
        boolean touches(long fromMicros, long toMicros) {
            return fromMicros < toMicros() && toMicros > fromMicros();
        }

        /** Whether this instant is to be hidden. */
        boolean holds(long micros) {
            return micros >= fromMicros() && micros < toMicros();
        }
    }

    /** A rectangle, in parts of 10,000 of the picture's width and height, from its upper left corner. */
    public record Region(Span span, int left, int top, int width, int height, Cover cover) {
        /** Refuses rectangles that are not in the picture. */
        public Region {
            requireNonNull(span, "span is null");
            requireNonNull(cover, "cover is null");
            if (left < 0 || top < 0 || width < 1 || height < 1 || left + width > WHOLE || top + height > WHOLE) {
                throw new IllegalArgumentException("a region that is not within the picture");
            }
        }
    }

    /** Sound that is not to be heard. */
    public record Quiet(Span span, Instead instead) {
        /** Refuses nulls. */
        public Quiet {
            requireNonNull(span, "span is null");
            requireNonNull(instead, "instead is null");
        }
    }

    /** Copies the lists. */
    public Edits {
        regions = List.copyOf(regions);
        sounds = List.copyOf(sounds);
        if (regions.size() > LIST_MAX || sounds.size() > LIST_MAX) {
            throw new IllegalArgumentException("more than " + LIST_MAX + " regions or sounds");
        }
    }

    void writeTo(DataOutputStream out) throws IOException {
        out.writeInt(regions.size());
        for (Region region : regions) {
            write(region.span(), out);
            out.writeInt(region.left());
            out.writeInt(region.top());
            out.writeInt(region.width());
            out.writeInt(region.height());
            out.writeUTF(region.cover().name());
        }
        out.writeInt(sounds.size());
        for (Quiet quiet : sounds) {
            write(quiet.span(), out);
            out.writeUTF(quiet.instead().name());
        }
    }

    static Edits readFrom(DataInputStream in) throws IOException {
        List<Region> regions = new ArrayList<>();
        for (int left = count(in); left > 0; left--) {
            regions.add(new Region(
                    span(in), in.readInt(), in.readInt(), in.readInt(), in.readInt(), Cover.valueOf(in.readUTF())));
        }
        List<Quiet> sounds = new ArrayList<>();
        for (int left = count(in); left > 0; left--) {
            sounds.add(new Quiet(span(in), Instead.valueOf(in.readUTF())));
        }
        return new Edits(regions, sounds);
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > LIST_MAX) {
            throw new Wire.GarbledException(count + " regions or sounds");
        }
        return count;
    }

    private static void write(Span span, DataOutputStream out) throws IOException {
        out.writeLong(span.fromMillis());
        out.writeLong(span.toMillis());
    }

    private static Span span(DataInputStream in) throws IOException {
        return new Span(in.readLong(), in.readLong());
    }
}
