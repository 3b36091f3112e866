package io.liuhen.server.records;

import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Term;
import java.nio.charset.StandardCharsets;

/**
 * How things are found. Every value begins with its unit, so that no query reaches into another's records; a value that
 * is too long for a key, or has characters that a key cannot hold, is found by its digest.
 */
public final class Terms {
    private static final char SEPARATOR = '\u001f';
    private static final int PLAIN_BYTES_MAX = 256;

    private final String unit;

    /** @param unit whose records are meant */
    public Terms(String unit) {
        this.unit = unit;
    }

    /** Everything of the unit. */
    public Term all() {
        return new Term("all", unit);
    }

    /** What carries this value under this name. */
    public Term of(String name, String... values) {
        StringBuilder joined = new StringBuilder(unit);
        for (String value : values) {
            joined.append(SEPARATOR).append(keyable(value));
        }
        byte[] bytes = joined.toString().getBytes(StandardCharsets.UTF_8);
        return new Term(
                name,
                bytes.length <= Term.VALUE_BYTES_MAX
                        ? joined.toString()
                        : unit + SEPARATOR + "sha256:" + Sha256.digestOf(bytes));
    }

    /** What a device has sent, or was to send, under a file's name. */
    public Term file(String device, String fileName) {
        return of("file", device, fileName);
    }

    /** What a device has sent that has these bytes. */
    public Term bytes(String device, Sha256 sha256) {
        return of("bytes", device, sha256.toString());
    }

    private static String keyable(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= PLAIN_BYTES_MAX && value.indexOf('\0') < 0 && value.indexOf(SEPARATOR) < 0
                ? value
                : "sha256:" + Sha256.digestOf(bytes);
    }
}
