package io.liuhen.storage.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** Writes a stored value: its version first, then its fields in order, all big-endian. Not thread-safe. */
public final class Encoder {
    private static final int INITIAL_BYTES = 64;

    private ByteBuffer buffer = ByteBuffer.allocate(INITIAL_BYTES);

    /** @param version the version of this value's form */
    public Encoder(int version) {
        u8(version);
    }

    /** One byte. */
    public Encoder u8(int value) {
        room(1).put((byte) value);
        return this;
    }

    /** Four bytes. */
    public Encoder i32(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    /** Eight bytes. */
    public Encoder i64(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    /** Microseconds since 1970 in eight bytes, good until the year 294247; what is finer is cut off. */
    public Encoder instant(Instant value) {
        return i64(Math.addExact(Math.multiplyExact(value.getEpochSecond(), 1_000_000L), value.getNano() / 1_000));
    }

    /** Length in four bytes, then the bytes. */
    public Encoder bytes(byte[] value) {
        room(Integer.BYTES + value.length).putInt(value.length).put(value);
        return this;
    }

    /** As {@link #bytes}, in UTF-8. */
    public Encoder text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** The 16 bytes of an id. */
    public Encoder id(SegmentId value) {
        room(SegmentId.BYTES).put(value.bytes());
        return this;
    }

    /** What was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int capacity = Math.max(buffer.capacity() * 2, buffer.position() + bytes);
            buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
        }
        return buffer;
    }
}
