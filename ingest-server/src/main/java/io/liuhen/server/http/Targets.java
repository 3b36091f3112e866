package io.liuhen.server.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Refuses addresses that two readers could take for different ones (RFC 9112 §3.2, RFC 3986 §6.2): a router tidies them up
 * before it looks, and whoever stands in front may have tidied up otherwise. Pure.
 */
final class Targets {
    private static final Pattern NO_ESCAPE = Pattern.compile("%(?![0-9a-fA-F]{2})");
    private static final Pattern NO_QUERY = Pattern.compile("[\\x00-\\x20\\x7f#]");
    private static final Pattern NO_PATH = Pattern.compile("[^!-~]|[\"#<>\\\\^`{|}]");

    /** A separator that is written as an escape, also as the escape of an escape. */
    private static final Pattern HIDDEN = Pattern.compile("%(?:25)*(?:2f|5c)", Pattern.CASE_INSENSITIVE);

    /** A segment that is a dot or two, in whatever spelling. */
    private static final Pattern DOTS = Pattern.compile("/(?:\\.|%(?:25)*2e){1,2}(?=/|$)", Pattern.CASE_INSENSITIVE);

    private static final int LAST_ASCII = 0x7f;

    private Targets() {}

    /** What is wrong with a request's target. */
    static Optional<Problem> wrong(HttpServerRequest request) {
        String target = origin(request);
        if (NO_ESCAPE.matcher(target).find()) {
            return refused("a \"%\" in an address is followed by two hexadecimal digits");
        }
        if (target.chars().anyMatch(character -> character > LAST_ASCII)) {
            return refused(
                    "an address is ASCII: other characters are written as escapes of their UTF-8 bytes, as curl -G"
                            + " --data-urlencode 'maker=张三' does");
        }
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        if (!path.startsWith("/")
                || NO_PATH.matcher(path).find()
                || NO_QUERY.matcher(target).find()) {
            return refused(
                    "an address begins with a slash, or with this server's own name, and has no spaces, fragments,"
                            + " backslashes, or characters that need an escape");
        }
        if (path.contains("//")
                || DOTS.matcher(path).find()
                || HIDDEN.matcher(path).find()) {
            return refused("a path has no empty segments, none that are dots, and no separators in escapes");
        }
        return Optional.empty();
    }

    /** The target without scheme and host, where these are the request's own. */
    private static String origin(HttpServerRequest request) {
        String uri = request.uri();
        String own = (request.isSSL() ? "https://" : "http://") + request.getHeader("Host") + "/";
        return uri.regionMatches(true, 0, own, 0, own.length()) ? uri.substring(own.length() - 1) : uri;
    }

    private static Optional<Problem> refused(String detail) {
        return Optional.of(Problem.badRequest("address", detail));
    }
}
