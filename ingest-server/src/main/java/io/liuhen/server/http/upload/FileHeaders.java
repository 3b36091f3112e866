package io.liuhen.server.http.upload;

import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Names and numbers in the headers of uploads. Pure. */
final class FileHeaders {
    static final String TUS_RESUMABLE = "Tus-Resumable";
    static final String TUS_VERSION = "Tus-Version";
    static final String TUS_EXTENSION = "Tus-Extension";
    static final String TUS_MAX_SIZE = "Tus-Max-Size";
    static final String UPLOAD_LENGTH = "Upload-Length";
    static final String UPLOAD_OFFSET = "Upload-Offset";
    static final String UPLOAD_DEFER_LENGTH = "Upload-Defer-Length";
    static final String UPLOAD_CONCAT = "Upload-Concat";
    /** What a client may have of everything; a dictionary (RFC 9651). */
    static final String LIMITS = "Liuhen-Limits";

    static final String UPLOAD_EXPIRES = "Upload-Expires";
    static final String UPLOAD_CHECKSUM = "Upload-Checksum";
    static final String TUS_CHECKSUM_ALGORITHM = "Tus-Checksum-Algorithm";
    static final String UPLOAD_METADATA = "Upload-Metadata";
    static final String METHOD_OVERRIDE = "X-HTTP-Method-Override";
    static final String OFFSET_STREAM = "application/offset+octet-stream";
    static final String VERSION = "1.0.0";

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private FileHeaders() {}

    /** A header that is a whole number from 0; empty where it is missing or anything else. */
    static OptionalLong number(HttpServerRequest request, String name) {
        String value = request.getHeader(name);
        return value != null && NUMBER.matcher(value).matches()
                ? OptionalLong.of(Long.parseLong(value))
                : OptionalLong.empty();
    }

    static boolean has(HttpServerRequest request, String name) {
        return request.getHeader(name) != null;
    }

    static String text(HttpServerRequest request, String name) {
        return Optional.ofNullable(request.getHeader(name)).orElse("");
    }

    /** A header that is a list: one line or several, which mean the same (RFC 9110 §5.2). */
    static String list(HttpServerRequest request, String name) {
        return String.join(",", request.headers().getAll(name));
    }

    /** Whether the body's media type is this one, whatever its parameters. */
    static boolean hasType(HttpServerRequest request, String type) {
        String value = text(request, "Content-Type");
        int end = value.indexOf(';');
        return (end < 0 ? value : value.substring(0, end)).strip().equalsIgnoreCase(type);
    }
}
