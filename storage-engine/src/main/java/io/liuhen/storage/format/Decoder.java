package io.liuhen.storage.format;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Reads what {@link Encoder} wrote. A newer version is {@code TOO_NEW}; a value that ends early or has impossible
 * lengths is {@code CORRUPT}. Not thread-safe.
 */
public final class Decoder {
    private final String what;
    private final ByteBuffer buffer;
    private final int version;

    /**
     * @param what what is read, for the error's text
     * @param newestVersion the newest version that the caller understands
     */
    public Decoder(String what, byte[] value, int newestVersion) {
        this.what = what;
        this.buffer = ByteBuffer.wrap(value);
        this.version = u8();
        if (version > newestVersion) {
            throw new StorageException(
                    Category.TOO_NEW,
                    what + " has version " + version + ", this server reads up to " + newestVersion
                            + "; start a newer server on this store");
        }
    }

    /** The version of the value's form. */
    public int version() {
        return version;
    }

    /** One byte, unsigned. */
    public int u8() {
        return need(1).get() & 0xff;
    }

    /** Four bytes. */
    public int i32() {
        return need(Integer.BYTES).getInt();
    }

    /** Eight bytes. */
    public long i64() {
        return need(Long.BYTES).getLong();
    }

    /** See {@link Encoder#instant}. */
    public Instant instant() {
        long micros = i64();
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    /** See {@link Encoder#bytes}. */
    public byte[] bytes() {
        int length = i32();
        if (length < 0) {
            throw corrupt();
        }
        byte[] value = new byte[Math.min(length, need(length).remaining())];
        buffer.get(value);
        return value;
    }

    /** See {@link Encoder#text}. */
    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** See {@link Encoder#id}. */
    public SegmentId id() {
        try {
            return SegmentId.read(need(SegmentId.BYTES));
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw new StorageException(Category.CORRUPT, what + " has an impossible id", e);
        }
    }

    private ByteBuffer need(int bytes) {
        if (buffer.remaining() < bytes) {
            throw corrupt();
        }
        return buffer;
    }

    private StorageException corrupt() {
        return new StorageException(Category.CORRUPT, what + " ends early or has an impossible length");
    }
}
