package io.liuhen.server.media;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * A derived file that was made, looked at and put in its place. It is not synced: that is for whoever publishes it.
 *
 * @param file of its own name in the directory that the caller named
 * @param mediaType for an HTTP header
 * @param making whether it was encoded anew
 * @param width of the upright picture; 0 without one
 * @param height of the upright picture; 0 without one
 * @param durationMicros 0 for a picture
 * @param damagedPackets parts of the source that could not be decoded, or not as a whole; more than 0 means that the file shows what was
 *     playable, not all that was recorded
 */
public record Derived(
        Derivative what,
        Path file,
        String mediaType,
        Making making,
        long sizeBytes,
        int width,
        int height,
        long durationMicros,
        long damagedPackets) {

    /** How the bytes of the source became those of the derived file. */
    public enum Making {
        /** The coded packets were copied into a new container. */
        REMUXED,
        /** Decoded, scaled and encoded. */
        ENCODED
    }

    public Derived {
        requireNonNull(what, "what is null");
        requireNonNull(file, "file is null");
        requireNonNull(mediaType, "mediaType is null");
        requireNonNull(making, "making is null");
        if (sizeBytes <= 0 || width < 0 || height < 0 || durationMicros < 0 || damagedPackets < 0) {
            throw new IllegalArgumentException("impossible size, duration or count for " + file);
        }
    }

    /** The same at another place. */
    Derived at(Path moved) {
        return new Derived(what, moved, mediaType, making, sizeBytes, width, height, durationMicros, damagedPackets);
    }
}
