package io.liuhen.server.media;

import java.util.List;

/**
 * How the pictures of a recording follow each other, as the container's index tells it: nothing is decoded.
 *
 * @param pictures that the index names; at most {@link #MAX_PICTURES} are looked at
 * @param usualStepMicros the commonest distance of two pictures
 * @param usualSteps how often it occurs
 * @param differentSteps how many distances there are
 * @param jumps distances that are ten times longer or shorter than the usual one, first ones first, with their instants
 * @param jumpCount all of them
 * @param keyPictures that can be decoded by themselves
 * @param usualKeyDistance the commonest number of pictures from one of these to the next
 * @param usualKeyDistances how often it occurs
 * @param oddKeys shorter ones in between, first ones first, with the instants at which the short stretch ends
 * @param oddKeyCount all of them
 * @param longestKeyMicros the longest time from one of these to the next, or to the end
 */
public record Cadence(
        long pictures,
        long usualStepMicros,
        long usualSteps,
        long differentSteps,
        List<At> jumps,
        long jumpCount,
        long keyPictures,
        long usualKeyDistance,
        long usualKeyDistances,
        List<At> oddKeys,
        long oddKeyCount,
        long longestKeyMicros) {
    static final int MAX_PICTURES = 200_000;
    static final int MAX_NAMED = 8;

    /** Nothing is known. */
    public static final Cadence NONE = new Cadence(0, 0, 0, 0, List.of(), 0, 0, 0, 0, List.of(), 0, 0);

    /**
     * Something at an instant.
     *
     * @param value microseconds for a step, pictures for a distance of key pictures
     */
    public record At(long micros, long value) {}

    public Cadence {
        if (pictures < 0 || usualSteps < 0 || differentSteps < 0 || jumpCount < 0 || keyPictures < 0) {
            throw new IllegalArgumentException("a negative count of pictures");
        }
        if (usualKeyDistance < 0 || usualKeyDistances < 0 || oddKeyCount < 0 || longestKeyMicros < 0) {
            throw new IllegalArgumentException("a negative distance of key pictures");
        }
        jumps = jumps.stream().limit(MAX_NAMED).toList();
        oddKeys = oddKeys.stream().limit(MAX_NAMED).toList();
    }
}
