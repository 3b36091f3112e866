package io.liuhen.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends whole answers. Called on the request's event loop. */
public final class Replies {
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
    /** HTTP/2 (RFC 9113 §7): the stream is no longer needed. */
    private static final long CANCEL = 8;

    private static final int SERVER_FAULT = 500;
    private static final int NO_ROOM = 507;

    /** What a client may still send after it was refused, and how long it may take, before the connection is cut. */
    private static final long REFUSED_BYTES_MAX = 8L << 20;

    private static final Duration REFUSED_LONGEST = Duration.ofSeconds(10);
    private static final MinimumRate REFUSED_RATE =
            new MinimumRate(REFUSED_BYTES_MAX / REFUSED_LONGEST.toSeconds(), REFUSED_LONGEST);

    private Replies() {}

    /** Answers with JSON. */
    public static void json(HttpServerRequest request, int status, JsonNode body) {
        send(request, status, "application/json", body);
    }

    /** Refuses a request. Where its body is still coming, it is read and thrown away for a while, so that it hears us. */
    public static void problem(HttpServerRequest request, Problem problem) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed() || response.headWritten()) {
            return;
        }
        if (problem.retry() == Problem.Retry.LATER) {
            response.putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(problem.retryAfterSeconds()));
        }
        early(
                request,
                REFUSED_BYTES_MAX,
                REFUSED_RATE,
                () -> send(request, problem.status(), "application/problem+json", problem.json()));
    }

    /**
     * Answers well before the body was read. What still comes of it is read and thrown away, so that a client that does
     * not listen before it has sent everything hears us, too; unless it trickles, or sends more than there can be.
     */
    static void early(HttpServerRequest request, long bytesMax, MinimumRate rate, Runnable answer) {
        boolean unread = !request.isEnded() && RequestBody.comes(request);
        if (unread && request.version() != HttpVersion.HTTP_2) {
            request.response().putHeader(HttpHeaders.CONNECTION, "close");
        }
        answer.run();
        if (unread) {
            discardRest(request, bytesMax, rate);
        } else if (!request.isEnded()) {
            // It was held back when it came; without a body its end is all that is left, and the connection goes on.
            request.resume();
        }
    }

    /** As {@link #problem}, for a failure; those that are ours are logged. */
    public static void failure(HttpServerRequest request, Throwable failure) {
        Problem problem = Problem.of(failure);
        if (problem.status() == NO_ROOM) {
            // A refusal, and there will be many: where it came from says nothing.
            LOG.warn("{} {} is refused: {}", request.method(), loggable(request.path()), failure.getMessage());
        } else if (problem.status() >= SERVER_FAULT) {
            LOG.error("{} {} failed: {}", request.method(), loggable(request.path()), failure.getMessage(), failure);
        }
        problem(request, problem);
    }

    /** A path without what may be personal: below {@code /files} a name stands there that a device has given. */
    private static String loggable(String path) {
        boolean named = path.startsWith("/files/")
                && SegmentId.parse(path.substring("/files/".length())).isEmpty();
        return named ? "/files/NAME" : path;
    }

    private static void send(HttpServerRequest request, int status, String type, JsonNode body) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        byte[] bytes = CanonicalJson.write(body);
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(bytes.length));
        if (request.method().equals(io.vertx.core.http.HttpMethod.HEAD)) {
            response.end();
        } else {
            response.end(Buffer.buffer(bytes));
        }
    }

    /** Ends a request whose client does not stop: the connection, or, where others run over it, the stream. */
    static void cut(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(CANCEL);
        } else {
            request.connection().close();
        }
    }

    private static void discardRest(HttpServerRequest request, long bytesMax, MinimumRate rate) {
        long[] discarded = {0};
        RateWatch watch = new RateWatch(Vertx.currentContext().owner(), rate, () -> discarded[0], () -> cut(request));
        request.exceptionHandler(gone -> watch.end());
        request.handler(bytes -> {
            discarded[0] += bytes.length();
            if (discarded[0] > bytesMax) {
                watch.end();
                cut(request);
            }
        });
        request.endHandler(end -> {
            watch.end();
            if (request.version() != HttpVersion.HTTP_2) {
                request.connection().close();
            }
        });
        watch.begin();
        request.resume();
    }
}
