package io.liuhen.server.http;

import io.liuhen.server.http.body.StreamHead;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether a body comes with a request, and how long it is (RFC 9112 §6, RFC 9113 §8.1). Called on the request's event loop. */
public final class RequestBody {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private RequestBody() {}

    /** Whether a body comes. */
    public static boolean comes(HttpServerRequest request) {
        OptionalLong length = length(request);
        return length.isEmpty() || length.getAsLong() > 0;
    }

    /** Whether a field is announced to come behind the body (RFC 9110 §6.6.2). */
    public static boolean announcesBehind(HttpServerRequest request, String field) {
        return Stream.of(String.join(",", request.headers().getAll("Trailer")).split(",", -1))
                .anyMatch(name -> name.strip().equalsIgnoreCase(field));
    }

    /** The body's length; empty where it comes without one, chunked or in frames of HTTP/2. */
    public static OptionalLong length(HttpServerRequest request) {
        String stated = request.getHeader("Content-Length");
        if (stated != null && NUMBER.matcher(stated).matches()) {
            return OptionalLong.of(Long.parseLong(stated));
        }
        // What is stated and cannot be understood is no statement that there is none.
        boolean unstated = stated != null
                || request.getHeader("Transfer-Encoding") != null
                || (request.version() == HttpVersion.HTTP_2 && !request.isEnded() && !StreamHead.wasAll(request));
        return unstated ? OptionalLong.empty() : OptionalLong.of(0);
    }
}
