package io.liuhen.server.media;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** In a worker: units of H.264 that were found in a source, one after the other, each behind a start. */
final class Salvaged {
    private static final byte[] START = {0, 0, 0, 1};

    private final SourceView source;
    private final long[] places;
    private final int[] lengths;
    /** Where each unit begins in what they make together. */
    private final long[] begins;

    private final long sizeBytes;

    /** @param places of the lengths, which are as long as a start is */
    Salvaged(SourceView source, long[] places, int[] lengths, long sizeBytes) {
        this.source = source;
        this.places = places;
        this.lengths = lengths;
        this.sizeBytes = sizeBytes;
        this.begins = new long[places.length];
        long at = 0;
        for (int i = 0; i < places.length; i++) {
            begins[i] = at;
            at += START.length + (long) lengths[i];
        }
    }

    long sizeBytes() {
        return sizeBytes;
    }

    int units() {
        return places.length;
    }

    /** Bytes from a place on: at least one, unless it is the end; no more than are wanted. */
    byte[] read(long position, int wanted) {
        if (position >= sizeBytes) {
            return new byte[0];
        }
        int found = Arrays.binarySearch(begins, position);
        int unit = found >= 0 ? found : -found - 2;
        int within = (int) (position - begins[unit]);
        if (within < START.length) {
            return Arrays.copyOfRange(START, within, Math.min(START.length, within + wanted));
        }
        int left = START.length + lengths[unit] - within;
        ByteBuffer bytes = source.at(places[unit] + within, Math.min(wanted, left));
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }
}
