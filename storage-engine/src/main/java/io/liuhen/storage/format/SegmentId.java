package io.liuhen.storage.format;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The name of one upload and, once it is sealed, of its segment: a UUID of version 7 (RFC 9562 §5.7), which carries the
 * time at which it was made.
 */
public record SegmentId(UUID uuid) implements Comparable<SegmentId> {
    /** Length of the binary form: the UUID's 128 bits, big-endian. */
    public static final int BYTES = 16;

    private static final Pattern TEXT =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    /** Refuses a UUID of another version. */
    public SegmentId {
        if (uuid.version() != 7 || uuid.variant() != 2) {
            throw new IllegalArgumentException("not a UUID of version 7: " + uuid);
        }
    }

    /** The id that this text writes, in lower case and with hyphens; empty for anything else. */
    public static Optional<SegmentId> parse(String text) {
        return TEXT.matcher(text).matches() ? Optional.of(new SegmentId(UUID.fromString(text))) : Optional.empty();
    }

    /** The id from its 16 bytes. */
    public static SegmentId read(ByteBuffer source) {
        return new SegmentId(new UUID(source.getLong(), source.getLong()));
    }

    /** The 16 bytes; they sort as the ids were made. */
    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    /** When the id was made, to the millisecond. */
    public Instant madeAt() {
        return Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> 16);
    }

    /** The UTC date under which everything with this id is filed. */
    public LocalDate date() {
        return LocalDate.ofInstant(madeAt(), ZoneOffset.UTC);
    }

    @Override
    public int compareTo(SegmentId other) {
        int high = Long.compareUnsigned(uuid.getMostSignificantBits(), other.uuid.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(uuid.getLeastSignificantBits(), other.uuid.getLeastSignificantBits());
    }

    @Override
    public String toString() {
        return uuid.toString();
    }
}
