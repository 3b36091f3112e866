package io.liuhen.server.media;

import java.util.List;

/**
 * What was seen and heard of a recording while its copy was made, from the decoding that makes it.
 *
 * @param pictures whether there were any to look at
 * @param everyPicture whether all of them were looked at; where a copy is made without decoding, key pictures alone are
 * @param sound whether there was any to listen to
 * @param black stretches in which the picture is dark all over
 * @param frozen stretches in which one picture follows another and nothing moves, not even noise
 * @param silent stretches in which no sample rises above a thousandth of full scale
 * @param track where satellites placed the recorder, thinned out to {@link Track#MAX_FIXES}
 * @param satelliteTime date and time of the first of these as {@code yyyy-MM-dd HH:mm:ss}, in UTC; empty without one
 * @param satelliteMicros the instant of the recording at which that was told
 * @param damagedParts of the source that could not be decoded, or not as a whole
 */
public record Seen(
        boolean pictures,
        boolean everyPicture,
        boolean sound,
        List<Stretch> black,
        List<Stretch> frozen,
        List<Stretch> silent,
        List<Fix> track,
        String satelliteTime,
        long satelliteMicros,
        long damagedParts) {
    static final int MAX_STRETCHES = 64;

    /** A stretch of the copy's time. */
    public record Stretch(long fromMicros, long toMicros) {
        public Stretch {
            if (fromMicros < 0 || toMicros < fromMicros) {
                throw new IllegalArgumentException("a stretch from " + fromMicros + " to " + toMicros);
            }
        }

        /** How long it is. */
        public long micros() {
            return toMicros - fromMicros;
        }
    }

    /** A place at an instant of the recording; millionths of a degree, north and east are positive. */
    public record Fix(long atMicros, long latitudeMicrodegrees, long longitudeMicrodegrees) {
        public Fix {
            if (Math.abs(latitudeMicrodegrees) > 90_000_000L || Math.abs(longitudeMicrodegrees) > 180_000_000L) {
                throw new IllegalArgumentException("no place on earth");
            }
        }
    }

    public Seen {
        if (damagedParts < 0 || satelliteMicros < 0) {
            throw new IllegalArgumentException("a negative count or instant");
        }
        black = black.stream().limit(MAX_STRETCHES).toList();
        frozen = frozen.stream().limit(MAX_STRETCHES).toList();
        silent = silent.stream().limit(MAX_STRETCHES).toList();
        track = track.stream().limit(Track.MAX_FIXES).toList();
        satelliteTime = PlainText.clean(satelliteTime, StreamFacts.MAX_NAME_CHARS);
    }
}
