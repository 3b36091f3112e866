package io.liuhen.benchmarks.index;

import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.EntryIndex.Tree;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The names, times and numbers of a made-up archive. Everything about segment <i>i</i> follows from <i>i</i>, so that
 * nothing need be kept to ask for it later.
 *
 * <p>Four segments are one recording, five recordings one case with one party; recordings are made by one of 200
 * devices and two of 150 makers.
 *
 * @param scale for at least so many segments do digests look random
 * @param lengthBytes of each segment
 */
record Archive(long scale, long lengthBytes) {
    static final int SEGMENTS_PER_RECORDING = 4;
    static final int RECORDINGS_PER_CASE = 5;
    static final int DEVICES = 200;
    static final int MAKERS = 150;

    /** Entries of the ledger about one segment: created, sealed, verified, probed, and one each for its two copies. */
    static final int ENTRIES_PER_SEGMENT = 6;

    /** And one more for the person who completes a recording. */
    static final int ENTRIES_PER_RECORDING = SEGMENTS_PER_RECORDING * ENTRIES_PER_SEGMENT + 1;

    private static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00.000123Z");
    private static final Duration BETWEEN_SEGMENTS = Duration.ofMillis(9_500);
    private static final Duration BEFORE_FIRST_LOOK = Duration.ofDays(20);
    private static final int LEAF_BYTES = 620;
    private static final long VERSION_7 = 0x7000;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long VARIANT_MASK = 0x3fff_ffff_ffff_ffffL;
    private static final int DIGEST_HEAD_BITS = 40;

    /** When a segment's upload was opened. */
    static Instant createdAt(long segment) {
        return BEGIN.plus(BETWEEN_SEGMENTS.multipliedBy(segment));
    }

    static Instant sealedAt(long segment) {
        return createdAt(segment).plusMillis(4_321);
    }

    /** When the scrubber has read a segment for the first time. */
    static Instant lookedAt(long segment) {
        return sealedAt(segment).plus(BEFORE_FIRST_LOOK);
    }

    /** When a recording was made: its place in lists. */
    static Instant madeAt(long recording) {
        return createdAt(recording * SEGMENTS_PER_RECORDING).minus(Duration.ofHours(1));
    }

    static SegmentId id(long segment) {
        return new SegmentId(uuid(createdAt(segment).toEpochMilli(), segment));
    }

    /** A recording's id; it sorts right before the ids of its segments. */
    static String recording(long recording) {
        long first = recording * SEGMENTS_PER_RECORDING;
        return uuid(createdAt(first).toEpochMilli() - 1, first).toString();
    }

    private static UUID uuid(long millis, long number) {
        long noise = Scatter.noise(number, millis);
        return new UUID((millis << 16) | VERSION_7 | (noise & 0xfff), VARIANT | (noise >>> 2 & VARIANT_MASK));
    }

    static long recordingOf(long segment) {
        return segment / SEGMENTS_PER_RECORDING;
    }

    static String device(long recording) {
        return "ZFY-" + digits(recording % DEVICES, 5);
    }

    static String maker(long number) {
        return "民警" + digits(number % MAKERS, 5);
    }

    static String lawCase(long recording) {
        return "抚公〔2026〕" + digits(recording / RECORDINGS_PER_CASE, 8) + "号";
    }

    static String party(long recording) {
        return "当事人" + digits(recording / RECORDINGS_PER_CASE, 8);
    }

    /** A file's name as its device gave it. */
    static String fileName(long segment) {
        return "DSJ_" + device(recordingOf(segment)) + "_" + digits(segment, 10) + ".mp4";
    }

    /** With leading zeros, so that texts sort as their numbers do; a format string would take most of the filling. */
    private static String digits(long number, int width) {
        String text = Long.toString(number);
        return "0".repeat(Math.max(0, width - text.length())) + text;
    }

    Scatter segments() {
        return Scatter.of(scale);
    }

    Scatter recordings() {
        return Scatter.of(scale / SEGMENTS_PER_RECORDING);
    }

    /** Stands for a segment's SHA-256. */
    Sha256 digest(long segment) {
        return digest(segments(), segment, 1);
    }

    /** Stands for the digest under which a recording's take is found. */
    Sha256 take(long recording) {
        return digest(recordings(), recording, 2);
    }

    private static Sha256 digest(Scatter scatter, long number, long salt) {
        long head = scatter.place(number) << (DIGEST_HEAD_BITS - scatter.bits());
        return Sha256.of(ByteBuffer.allocate(Sha256.BYTES)
                .putLong(head << (Long.SIZE - DIGEST_HEAD_BITS) | Scatter.noise(number, salt) >>> DIGEST_HEAD_BITS)
                .putLong(Scatter.noise(number, salt + 10))
                .putLong(Scatter.noise(number, salt + 20))
                .putLong(Scatter.noise(number, salt + 30))
                .array());
    }

    /** Checksums of some of a segment's blocks. */
    static BlockChecksums checksums(long segment, int first, int count) {
        int[] checksums = new int[count];
        for (int i = 0; i < count; i++) {
            checksums[i] = (int) Scatter.noise(segment, 1_000L + first + i);
        }
        return BlockChecksums.of(checksums);
    }

    /** The first of a segment's entries in the ledger, where everything happens one after another. */
    static long firstEntry(long segment) {
        return recordingOf(segment) * ENTRIES_PER_RECORDING + segment % SEGMENTS_PER_RECORDING * ENTRIES_PER_SEGMENT;
    }

    /** Where the ledger has a leaf, or ends after so many. */
    static long leafPosition(long number) {
        return 16 + number * LEAF_BYTES;
    }

    /** The same of details. */
    static long detailsPosition(long number) {
        return 16 + number * (LEAF_BYTES / 2);
    }

    /** The tree over so many leaves: as many roots as it would have. */
    static Tree tree(long leaves) {
        List<Sha256> frontier = new ArrayList<>();
        for (int i = 0; i < Long.bitCount(leaves); i++) {
            frontier.add(digest(Scatter.of(1), 0, i));
        }
        return new Tree(leaves, leafPosition(leaves), detailsPosition(leaves), frontier);
    }
}
