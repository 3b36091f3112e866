package io.liuhen.server.media;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * In a worker: finds the pictures in an MP4 whose recorder never wrote its index, as when the battery went. H.264 stands
 * in there as units with their lengths before them; with a start in place of each length they are a stream that can be
 * decoded from its first parameter sets on. These must stand among the units, as many recorders repeat them before each
 * key picture; where they stood in the index alone, nothing is found. Sound has no marks, and is not found.
 *
 * <p>Nothing is copied: what was found is a list of places, and the view of the source that they make.
 */
final class Salvage {
    private static final int LENGTH_BYTES = 4;
    private static final int UNIT_BYTES_MAX = 8 << 20;
    /** A unit of this size is likely wherever it stands; a larger one, where others were nearly as large. */
    private static final long USUAL_UNIT_BYTES = 64 << 10;

    private static final long UNIT_GROWTH = 4;
    /** 16 bytes for each; a day of pictures has two million. */
    private static final int UNITS_MAX = 1_000_000;

    private static final long SEARCHED_BYTES_MAX = 64L << 20;
    private static final int WINDOW_BYTES = 256 << 10;
    private static final int BOX_HEAD_BYTES = 8;

    private static final int SLICE = 1;
    private static final int KEY_SLICE = 5;
    private static final int SUPPLEMENT = 6;
    private static final int SEQUENCE_PARAMETERS = 7;
    private static final int PICTURE_PARAMETERS = 8;
    private static final int DELIMITER = 9;

    /** Of sequence parameters that any recorder writes: baseline, main, extended, high. */
    private static final List<Integer> PROFILES = List.of(66, 77, 88, 100, 110);

    private final SourceView source;
    /** Where each unit's length stands. */
    private final long[] places = new long[UNITS_MAX];

    private final int[] lengths = new int[UNITS_MAX];
    private int count;
    private long sizeBytes;
    private boolean sequenceSeen;
    private boolean pictureSeen;
    private boolean keySeen;
    private long largest;
    private long sequenceBytes;
    private long pictureBytes;

    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowFrom;

    private Salvage(SourceView source) {
        this.source = source;
    }

    /** What can be found; empty where it is no MP4 without index, or has no pictures that could be decoded. */
    static Optional<Salvaged> of(SourceView source) {
        long from = dataWithoutIndex(source);
        return from < 0 ? Optional.empty() : new Salvage(source).found(from);
    }

    /** Where the data begin, if an MP4 begins and no index stands where its boxes end. */
    private static long dataWithoutIndex(SourceView source) {
        if (!source.text(LENGTH_BYTES, 4).equals("ftyp")) {
            return -1;
        }
        long at = 0;
        for (int left = 64; left > 0 && at + BOX_HEAD_BYTES <= source.sizeBytes(); left--) {
            ByteBuffer head = source.at(at, 2 * BOX_HEAD_BYTES);
            if (head.remaining() < BOX_HEAD_BYTES) {
                return -1;
            }
            String type = SourceView.text(head.slice(4, 4));
            if (type.equals("moov")) {
                return -1;
            }
            long size = Integer.toUnsignedLong(head.getInt(0));
            if (type.equals("mdat")) {
                boolean indexFollows = source.text(at + size + LENGTH_BYTES, 4).equals("moov");
                return indexFollows ? -1 : at + (size == 1 ? 2 * BOX_HEAD_BYTES : BOX_HEAD_BYTES);
            }
            if (size < BOX_HEAD_BYTES) {
                return -1;
            }
            at += size;
        }
        return -1;
    }

    private Optional<Salvaged> found(long from) {
        long at = from;
        // Where no picture begins for so long, none does: a probe has a minute.
        while (at + LENGTH_BYTES < source.sizeBytes()
                && count < UNITS_MAX
                && (keySeen || at - from < SEARCHED_BYTES_MAX)) {
            int length = unitAt(at);
            at += length > 0 ? LENGTH_BYTES + length : 1;
        }
        return keySeen
                ? Optional.of(
                        new Salvaged(source, Arrays.copyOf(places, count), Arrays.copyOf(lengths, count), sizeBytes))
                : Optional.empty();
    }

    /** The length of the unit that stands here, and is taken; 0 if none does. */
    private int unitAt(long at) {
        long length = Integer.toUnsignedLong(intAt(at));
        if (length < 2 || length > UNIT_BYTES_MAX || at + LENGTH_BYTES + length > source.sizeBytes()) {
            return 0;
        }
        int head = byteAt(at + LENGTH_BYTES);
        int type = head & 0x1f;
        boolean referred = (head & 0x60) != 0;
        boolean possible = (head & 0x80) == 0
                && switch (type) {
                    case SEQUENCE_PARAMETERS -> referred && length <= 256 && isSequence(at + LENGTH_BYTES + 1);
                    case PICTURE_PARAMETERS -> sequenceSeen && referred && length <= 64;
                    case KEY_SLICE -> pictureSeen && referred && length > 16;
                    case SLICE -> keySeen && length > 4;
                    case SUPPLEMENT -> pictureSeen && !referred;
                    case DELIMITER -> pictureSeen && !referred && length == 2;
                    default -> false;
                };
        boolean likely = possible && length <= Math.max(USUAL_UNIT_BYTES, UNIT_GROWTH * largest);
        if (!likely || !leadsOn(at + LENGTH_BYTES + length, type) || hasStart(at + LENGTH_BYTES, length)) {
            return 0;
        }
        if (isOtherParameters(type, length)) {
            return 0;
        }
        largest = Math.max(largest, length);
        sequenceSeen |= type == SEQUENCE_PARAMETERS;
        pictureSeen |= type == PICTURE_PARAMETERS;
        keySeen |= type == KEY_SLICE;
        take(at, (int) length);
        return (int) length;
    }

    /** Recorders repeat the same ones; what is of another length is none. */
    private boolean isOtherParameters(int type, long length) {
        if (type == SEQUENCE_PARAMETERS) {
            sequenceBytes = sequenceBytes == 0 ? length : sequenceBytes;
            return length != sequenceBytes;
        }
        if (type == PICTURE_PARAMETERS) {
            pictureBytes = pictureBytes == 0 ? length : pictureBytes;
            return length != pictureBytes;
        }
        return false;
    }

    /** Units never hold two zeros and a small number: coders put a three between. Sound that looks like a unit does. */
    private boolean hasStart(long at, long length) {
        int zeros = 0;
        for (long i = at; i < at + length; i++) {
            int value = byteAt(i);
            if (zeros >= 2 && value <= 2) {
                return true;
            }
            zeros = value == 0 ? zeros + 1 : 0;
        }
        return false;
    }

    private boolean isSequence(long at) {
        int profile = byteAt(at);
        int level = byteAt(at + 2);
        return PROFILES.contains(profile) && level >= 10 && level <= 62;
    }

    /** Parameters are followed by another unit; a slice may be followed by sound, so that is not asked of it. */
    private boolean leadsOn(long next, int type) {
        if (type == SLICE || type == KEY_SLICE) {
            return true;
        }
        long length = Integer.toUnsignedLong(intAt(next));
        int head = byteAt(next + LENGTH_BYTES);
        int following = head & 0x1f;
        boolean unit = (head & 0x80) == 0 && following >= SLICE && following <= DELIMITER;
        return unit && length >= 2 && length <= UNIT_BYTES_MAX;
    }

    private void take(long at, int length) {
        places[count] = at;
        lengths[count] = length;
        count++;
        sizeBytes += LENGTH_BYTES + (long) length;
    }

    private int byteAt(long at) {
        if (at < windowFrom || at >= windowFrom + window.remaining()) {
            windowFrom = at / WINDOW_BYTES * WINDOW_BYTES;
            window = source.at(windowFrom, WINDOW_BYTES);
        }
        int within = (int) (at - windowFrom);
        return within < window.remaining() ? window.get(within) & 0xff : 0;
    }

    private int intAt(long at) {
        return (byteAt(at) << 24) | (byteAt(at + 1) << 16) | (byteAt(at + 2) << 8) | byteAt(at + 3);
    }
}
