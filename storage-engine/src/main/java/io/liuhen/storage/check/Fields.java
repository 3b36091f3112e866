package io.liuhen.storage.check;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;

/** Reads the fields of a binary value, as the format's conventions say. Confined to one thread. */
final class Fields {
    private final ByteBuffer bytes;

    Fields(byte[] value) {
        bytes = ByteBuffer.wrap(value);
        if (value.length == 0 || u8() != 1) {
            throw new MalformedException("not of version 1");
        }
    }

    private ByteBuffer need(int count) {
        if (count < 0 || bytes.remaining() < count) {
            throw new MalformedException("ends within a field");
        }
        return bytes;
    }

    int u8() {
        return need(1).get() & 0xff;
    }

    int i32() {
        return need(4).getInt();
    }

    long i64() {
        return need(8).getLong();
    }

    byte[] bytes() {
        int length = i32();
        need(length);
        byte[] value = new byte[length];
        bytes.get(value);
        return value;
    }

    String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("a text that is not UTF-8");
        }
    }

    int position() {
        return bytes.position();
    }

    void end() {
        if (bytes.hasRemaining()) {
            throw new MalformedException("goes on after its last field");
        }
    }

    /** The other direction, for what an index's row must be. */
    static final class Expected {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Expected u8(int value) {
            out.write(value);
            return this;
        }

        Expected i32(int value) {
            out.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
            return this;
        }

        Expected i64(long value) {
            out.writeBytes(ByteBuffer.allocate(8).putLong(value).array());
            return this;
        }

        Expected raw(byte[] value) {
            out.writeBytes(value);
            return this;
        }

        Expected bytes(byte[] value) {
            return i32(value.length).raw(value);
        }

        Expected text(String value) {
            return bytes(value.getBytes(StandardCharsets.UTF_8));
        }

        Expected keyText(String value) {
            return raw(value.getBytes(StandardCharsets.UTF_8)).u8(0);
        }

        Expected keyTime(long micros) {
            return i64(micros ^ Long.MIN_VALUE);
        }

        /** The 16 bytes of a UUID. */
        Expected id(String uuid) {
            return raw(HexFormat.of().parseHex(uuid.replace("-", "")));
        }

        byte[] value() {
            return out.toByteArray();
        }
    }

    static long micros(Instant at) {
        return BigInteger.valueOf(at.getEpochSecond())
                .multiply(BigInteger.valueOf(1_000_000))
                .add(BigInteger.valueOf(at.getNano() / 1000))
                .longValueExact();
    }
}
