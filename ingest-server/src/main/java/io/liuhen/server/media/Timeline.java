package io.liuhen.server.media;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the frames of a recording stand in its proxy, in microseconds from the start. Frames keep their instants: a
 * camera that drops frames, or starts its microphone late, shows so in the proxy. Only what cannot be meant is
 * repaired: clocks that jump, as transport streams have them, and instants far behind the end of the recording, which
 * would turn a small file into days of nothing.
 */
final class Timeline {

    /** Longer gaps are jumps of the clock, unless the container vouches for them. */
    private static final long MAX_GAP_MICROS = 10_000_000;

    /** Frames come out of decoders in order; going back further than this is a new count. */
    private static final long MAX_STEP_BACK_MICROS = 500_000;

    /** Two streams that jump by about the same have made the same jump, and stay in step. */
    private static final long SAME_JUMP_MICROS = 1_000_000;

    private static final long AFTER_END_MICROS = 1_000_000;

    private final long originMicros;
    private final long endMicros;
    private final boolean clockMayJump;
    private final List<Track> tracks = new ArrayList<>();

    /**
     * Starts a proxy.
     *
     * @param originMicros instant in the source that becomes 0
     * @param durationMicros what the container announces; 0 where it does not
     * @param clockMayJump whether jumps are normal in such containers
     */
    Timeline(long originMicros, long durationMicros, boolean clockMayJump) {
        this.originMicros = originMicros;
        this.endMicros = durationMicros + AFTER_END_MICROS;
        this.clockMayJump = clockMayJump;
    }

    Track track() {
        Track track = new Track();
        tracks.add(track);
        return track;
    }

    /** The end of the last frame of any track. */
    long lengthMicros() {
        return tracks.stream().mapToLong(track -> track.endMicros).max().orElse(0);
    }

    /** One stream's way through the recording. */
    final class Track {

        private long endMicros;
        private long shiftMicros;
        private boolean started;

        /** Where the last frame ended, and the next one is expected. */
        long endMicros() {
            return endMicros;
        }

        /** Places the next frame where the source says. */
        long place(long sourceMicros, long durationMicros) {
            long unshifted = sourceMicros - originMicros;
            if (hasJumped(unshifted + shiftMicros)) {
                shiftMicros = inStepWithOthers(endMicros - unshifted);
            }
            return put(unshifted + shiftMicros, durationMicros);
        }

        /** Places the next frame behind the last one: the source does not say where it belongs. */
        long append(long durationMicros) {
            return put(endMicros, durationMicros);
        }

        private long put(long atMicros, long durationMicros) {
            started = true;
            endMicros = Math.max(endMicros, atMicros + durationMicros);
            return atMicros;
        }

        private boolean hasJumped(long atMicros) {
            long gapMicros = atMicros - endMicros;
            if (gapMicros > MAX_GAP_MICROS) {
                boolean vouchedFor = atMicros <= Timeline.this.endMicros && (!clockMayJump || !started);
                return !vouchedFor;
            }
            return started && gapMicros < -MAX_STEP_BACK_MICROS;
        }

        private long inStepWithOthers(long neededMicros) {
            for (Track other : tracks) {
                if (other != this && Math.abs(other.shiftMicros - neededMicros) < SAME_JUMP_MICROS) {
                    return other.shiftMicros;
                }
            }
            return neededMicros;
        }
    }
}
