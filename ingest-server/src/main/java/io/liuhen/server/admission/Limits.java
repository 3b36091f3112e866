package io.liuhen.server.admission;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How much of everything a client may have. The documents' table, {@code OPTIONS} and {@code Upload-Limit} are made of
 * these very numbers.
 *
 * @param uploadBytes the longest file
 * @param expirySeconds after which an upload that nothing comes for is ended
 * @param minimumBytesPerSecond that a body must bring; 0 asks for nothing
 * @param rateWindowSeconds over which that is measured
 * @param connections at once, over all
 * @param connectionsPerAddress at once, from one address
 * @param bodies that are received at once before new uploads are refused
 */
public record Limits(
        long uploadBytes,
        long expirySeconds,
        long minimumBytesPerSecond,
        long rateWindowSeconds,
        int connections,
        int connectionsPerAddress,
        int bodies,
        Quotas.Amounts quotas,
        Ceilings ceilings) {
    /** All headers of a request. */
    public static final int HEADER_BYTES = 32 << 10;

    /** The headers of a request, in number. */
    public static final int HEADERS = 200;

    /** The request line. */
    public static final int LINE_BYTES = 8 << 10;

    /** {@code Upload-Metadata}, encoded. */
    public static final int METADATA_BYTES = 8 << 10;

    /** Its keys. */
    public static final int METADATA_KEYS = 64;

    /** Memory of all bodies on their way to the disk. */
    public static final long BUFFERED_BYTES = 48L << 20;

    /** The same of one body. */
    public static final long BUFFERED_BYTES_PER_UPLOAD = 1L << 20;

    /** Memory in which small pieces of bodies (records of TLS, frames of HTTP/2) are joined; beyond it they stay small. */
    public static final long JOINED_BYTES = 16L << 20;

    /** Memory of all bodies that are read whole, such as JSON, until they are answered. */
    public static final long HELD_BODY_BYTES = 8L << 20;

    /** What of it strangers may have, where credentials are asked for. */
    public static final long STRANGERS_BODY_BYTES = 1L << 20;

    private static final String FIXED = "fixed";

    /**
     * One of them.
     *
     * @param name in the header {@code Liuhen-Limits}
     * @param number there; 0 where there is no limit, and it is not told
     * @param text as people read it
     * @param key of the configuration, or {@code fixed}
     */
    public record Row(String name, String what, long number, String text, String key) {
        private static Row size(String name, String what, long bytes, String key) {
            return new Row(name, what, bytes, bytes == 0 ? "none" : Limits.size(bytes), key);
        }

        private static Row count(String name, String what, long count, String key) {
            return new Row(name, what, count, count == 0 ? "none" : String.format(Locale.ROOT, "%,d", count), key);
        }
    }

    /** All of them, in the order of the documents. */
    public List<Row> rows() {
        return List.of(
                Row.size("upload", "length of an upload", uploadBytes, "maxUpload"),
                new Row(
                        "idle",
                        "seconds that nothing may come for an unfinished upload, while a server runs",
                        expirySeconds,
                        String.format(Locale.ROOT, "%,d s", expirySeconds),
                        "uploads.expiry"),
                new Row(
                        "rate",
                        "bytes a second that a body must bring at least, over " + rateWindowSeconds + " s",
                        minimumBytesPerSecond,
                        minimumBytesPerSecond == 0 ? "none" : size(minimumBytesPerSecond),
                        "uploads.minimumRate"),
                Row.size("metadata", "`Upload-Metadata`, encoded", METADATA_BYTES, FIXED),
                Row.count("metadata-keys", "keys in it", METADATA_KEYS, FIXED),
                Row.size("headers", "all headers of a request", HEADER_BYTES, FIXED),
                Row.count("header-count", "headers of a request", HEADERS, FIXED),
                Row.size("request-line", "request line", LINE_BYTES, FIXED),
                Row.count("connections", "connections at once", connections, "admission.connections"),
                Row.count(
                        "address-connections",
                        "connections from one address at once (of IPv6, from a network of 64 bits)",
                        connectionsPerAddress,
                        "admission.connectionsPerAddress"),
                Row.count("bodies", "bodies at once, before new uploads are refused", bodies, "admission.bodies"),
                Row.size("buffered", "memory of all bodies, then reading pauses", BUFFERED_BYTES, FIXED),
                Row.size(
                        "upload-buffered", "memory of one body, then reading pauses", BUFFERED_BYTES_PER_UPLOAD, FIXED),
                Row.count("device-uploads", "open uploads of a device", quotas.uploads(), "admission.uploads"),
                Row.size(
                        "device-day",
                        "bytes of the uploads that a device creates on a day",
                        quotas.deviceDayBytes(),
                        "admission.deviceDay"),
                Row.size("unit-day", "the same of the whole unit", quotas.unitDayBytes(), "admission.unitDay"),
                Row.size(
                        "device-unfinished",
                        "bytes that the open uploads of a device have announced",
                        quotas.deviceUnfinishedBytes(),
                        "admission.deviceUnfinished"),
                Row.size(
                        "unit-unfinished",
                        "the same of the whole unit",
                        quotas.unitUnfinishedBytes(),
                        "admission.unitUnfinished"));
    }

    /** As a dictionary (RFC 9651), for the header {@code Liuhen-Limits}. */
    public String header() {
        return rows().stream()
                .filter(row -> row.number() > 0)
                .map(row -> row.name() + "=" + row.number())
                .collect(Collectors.joining(", "));
    }

    /** As the table of the documents. */
    public String table() {
        return rows().stream()
                .map(row -> String.format(
                        Locale.ROOT,
                        "| %s | `%s` | %s | %s |\n",
                        row.what(),
                        row.name(),
                        row.text(),
                        row.key().equals(FIXED) ? FIXED : "`" + row.key() + "`"))
                .collect(Collectors.joining(
                        "", "| What | In `Liuhen-Limits` | Limit | Where it is set |\n|---|---|---|---|\n", ""));
    }

    private static String size(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        long number = bytes;
        while (unit < units.length - 1 && number % 1024 == 0) {
            number /= 1024;
            unit++;
        }
        return number + " " + units[unit];
    }
}
