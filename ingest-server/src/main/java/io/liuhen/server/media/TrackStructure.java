package io.liuhen.server.media;

/**
 * A track of an MP4, as its own boxes have it.
 *
 * @param type four characters: {@code vide}, {@code soun}, {@code tmcd}, {@code meta}
 * @param name the handler's, by which makers are told apart
 * @param coding four characters: {@code avc1}, {@code gpmd}
 * @param unitsPerSecond in which its times are counted
 * @param edits entries of its edit list
 * @param skippedUnits of its beginning that players are told not to show; what codings need for a start is taken off
 * @param delayMicros for which players are told to wait before it begins
 */
public record TrackStructure(
        String type, String name, String coding, long unitsPerSecond, long edits, long skippedUnits, long delayMicros) {
    private static final long MICROS_PER_SECOND = 1_000_000;

    public TrackStructure {
        if (unitsPerSecond < 0 || edits < 0 || skippedUnits < 0 || delayMicros < 0) {
            throw new IllegalArgumentException("a negative number in a track");
        }
        type = Structure.name(type);
        name = Structure.name(name);
        coding = Structure.name(coding);
    }

    /** How long the beginning lasts that players are told not to show. */
    public long skippedMicros() {
        // Both are below 2^63 / 10^6 where a file makes sense; where it does not, this is as wrong as the file.
        return unitsPerSecond == 0 ? 0 : Math.round((double) skippedUnits / unitsPerSecond * MICROS_PER_SECOND);
    }
}
