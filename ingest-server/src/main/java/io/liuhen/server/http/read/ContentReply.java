package io.liuhen.server.http.read;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.read.ByteRanges.ByteRange;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Answers a request for content: whole, one range, several, not modified, or not satisfiable (RFC 9110 §§13–15). Confined
 * to the request's event loop.
 *
 * @param mediaType of the whole
 * @param etag strong, in its quotes
 * @param digest of the whole, for {@code Repr-Digest} (RFC 9530)
 * @param name by which a browser would save it
 */
record ContentReply(
        String mediaType, String etag, Optional<String> digest, String name, Executor workers, LongConsumer sent) {
    private static final String BOUNDARY = "liuhen-part-boundary";

    void send(Exchange exchange, Content content, Consumer<Throwable> damaged) {
        HttpServerRequest request = exchange.request();
        HttpServerResponse response = exchange.response();
        if (matches(request, "If-None-Match")) {
            describe(response);
            response.setStatusCode(304).end();
            content.close();
            return;
        }
        long length = content.lengthBytes();
        Optional<List<ByteRange>> ranges = wanted(request, length);
        if (ranges.isPresent() && ranges.get().isEmpty()) {
            response.putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + length);
            exchange.problem(Problem.never(
                    416, "range", "The range is not there", "the content has " + length + " bytes, from 0"));
            content.close();
            return;
        }
        if (ranges.isPresent() && ranges.get().size() > 1) {
            several(exchange, content, ranges.get(), damaged);
            return;
        }
        ByteRange range = ranges.map(list -> list.get(0)).orElse(new ByteRange(0, length));
        Runnable head = () -> {
            describe(response);
            response.setStatusCode(ranges.isPresent() ? 206 : 200)
                    .putHeader(HttpHeaders.CONTENT_TYPE, mediaType)
                    .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(range.length()));
            if (ranges.isPresent()) {
                response.putHeader(HttpHeaders.CONTENT_RANGE, range.contentRange(length));
            }
        };
        if (request.method().equals(HttpMethod.HEAD)) {
            head.run();
            response.end();
            content.close();
            return;
        }
        ContentSender sender = new ContentSender(exchange, content, workers, head, sent, damaged);
        sender.add("", range);
        sender.send();
    }

    /** What is said of the content; not of a problem that is answered in its place. */
    private void describe(HttpServerResponse response) {
        response.putHeader(HttpHeaders.ETAG, etag)
                .putHeader(HttpHeaders.ACCEPT_RANGES, "bytes")
                .putHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .putHeader("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .putHeader("X-Content-Type-Options", "nosniff");
        digest.ifPresent(value -> response.putHeader("Repr-Digest", value));
    }

    private void several(Exchange exchange, Content content, List<ByteRange> ranges, Consumer<Throwable> damaged) {
        long length = content.lengthBytes();
        List<String> texts = new ArrayList<>();
        for (ByteRange range : ranges) {
            texts.add("\r\n--" + BOUNDARY + "\r\nContent-Type: " + mediaType + "\r\nContent-Range: "
                    + range.contentRange(length) + "\r\n\r\n");
        }
        String end = "\r\n--" + BOUNDARY + "--\r\n";
        Runnable head = () -> {
            describe(exchange.response());
            exchange.response()
                    .setStatusCode(206)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "multipart/byteranges; boundary=" + BOUNDARY)
                    .putHeader(
                            HttpHeaders.CONTENT_LENGTH,
                            String.valueOf(ContentSender.length(texts, ranges) + end.length()));
        };
        ContentSender sender = new ContentSender(exchange, content, workers, head, sent, damaged);
        for (int i = 0; i < ranges.size(); i++) {
            sender.add(texts.get(i), ranges.get(i));
        }
        sender.add(end, new ByteRange(0, 0));
        sender.send();
    }

    /** The ranges to send; empty for the whole. A range of another version (If-Range) is no range. */
    private Optional<List<ByteRange>> wanted(HttpServerRequest request, long length) {
        String header = request.getHeader("Range");
        String ifRange = request.getHeader("If-Range");
        // RFC 9110 §14.2: a Range on anything but GET is none.
        if (!request.method().equals(HttpMethod.GET) || header == null || (ifRange != null && !ifRange.equals(etag))) {
            return Optional.empty();
        }
        return ByteRanges.parse(header, length);
    }

    private boolean matches(HttpServerRequest request, String name) {
        String header = request.getHeader(name);
        if (header == null) {
            return false;
        }
        for (String candidate : header.split(",", -1)) {
            String tag = candidate.strip();
            if (tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag)) {
                return true;
            }
        }
        return false;
    }
}
