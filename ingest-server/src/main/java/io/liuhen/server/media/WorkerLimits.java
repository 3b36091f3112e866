package io.liuhen.server.media;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What a worker may use. The first four bound its memory in different ways, because each alone has a gap.
 *
 * @param heapBytes the worker's Java heap; media are decoded outside of it
 * @param residentLimitBytes killed above this, as seen from outside
 * @param addressSpaceLimitBytes set with {@code prlimit} where it exists; a JVM needs 1.5 GB before it does anything
 * @param probeBlockLimitBytes the largest single block that a decoder may ask for while probing …
 * @param decodeBlockLimitBytes … and while making a derived file
 * @param maxPixels pictures with more are refused
 * @param outputLimitBytes a derived file larger than this is refused
 * @param startTime for a new worker to say hello; the first one on a machine unpacks the decoders
 * @param baseTime wall clock of every job …
 * @param timePerDuration … plus this many times the duration of the media …
 * @param maxTime … but never more than this
 */
public record WorkerLimits(
        long heapBytes,
        long residentLimitBytes,
        long addressSpaceLimitBytes,
        long probeBlockLimitBytes,
        long decodeBlockLimitBytes,
        long maxPixels,
        long outputLimitBytes,
        Duration startTime,
        Duration baseTime,
        int timePerDuration,
        Duration maxTime) {

    private static final long MIB = 1L << 20;

    /** 512 MiB resident, 50 megapixels, 60 s plus twice the duration, at most 12 hours. */
    public static final WorkerLimits DEFAULT = new WorkerLimits(
            64 * MIB,
            512 * MIB,
            3072 * MIB,
            64 * MIB,
            256 * MIB,
            50_000_000,
            16_384 * MIB,
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            2,
            Duration.ofHours(12));

    public WorkerLimits {
        requireNonNull(startTime, "startTime is null");
        requireNonNull(baseTime, "baseTime is null");
        requireNonNull(maxTime, "maxTime is null");
        if (heapBytes < 16 * MIB || probeBlockLimitBytes < MIB || decodeBlockLimitBytes < probeBlockLimitBytes) {
            throw new IllegalArgumentException("heap or block limits are too small to decode anything");
        }
        if (residentLimitBytes <= heapBytes || addressSpaceLimitBytes < 1536 * MIB) {
            throw new IllegalArgumentException("memory limits leave no room for a JVM");
        }
        if (maxPixels < 1 || outputLimitBytes < 1 || timePerDuration < 0) {
            throw new IllegalArgumentException("a limit is negative or nothing");
        }
        if (baseTime.isNegative() || baseTime.isZero() || startTime.isNegative() || maxTime.compareTo(baseTime) < 0) {
            throw new IllegalArgumentException("times do not fit: base " + baseTime + ", max " + maxTime);
        }
    }

    /** The wall clock of a job on media of this duration. */
    Duration timeFor(long durationMicros) {
        long seconds = Math.min(durationMicros / 1_000_000, maxTime.toSeconds());
        Duration wanted = baseTime.plus(Duration.ofSeconds(seconds).multipliedBy(timePerDuration));
        return wanted.compareTo(maxTime) > 0 ? maxTime : wanted;
    }
}
