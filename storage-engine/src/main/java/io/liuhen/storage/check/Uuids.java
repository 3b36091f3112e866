package io.liuhen.storage.check;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids as the format writes them: UUIDs of version 7 in lower case. Pure functions. */
final class Uuids {
    private static final Pattern TEXT =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu/MM/dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Uuids() {}

    static boolean isOne(String text) {
        return TEXT.matcher(text).matches();
    }

    /** The folders of the day under which it is filed: its first 48 bits are milliseconds since 1970. */
    static String day(String id) {
        return DAY.format(Instant.ofEpochMilli(UUID.fromString(id).getMostSignificantBits() >>> 16));
    }

    static String text(byte[] bytes) {
        ByteBuffer id = ByteBuffer.wrap(bytes);
        return new UUID(id.getLong(), id.getLong()).toString();
    }

    static byte[] bytes(String id) {
        return new Fields.Expected().id(id).value();
    }

    static byte[] ascii(String id) {
        return id.getBytes(StandardCharsets.US_ASCII);
    }
}
