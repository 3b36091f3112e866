package io.liuhen.server.http.upload;

import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.greenbytes.http.sfv.BooleanItem;
import org.greenbytes.http.sfv.ByteSequenceItem;
import org.greenbytes.http.sfv.IntegerItem;
import org.greenbytes.http.sfv.Item;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;

/**
 * Structured fields of a request (RFC 9651). A field that is malformed, or of another type than expected, is as if it were
 * not there, as the drafts on uploads and RFC 9530 demand. Pure.
 */
final class StructuredFields {
    private StructuredFields() {}

    /** A field that is a boolean. */
    static Optional<Boolean> bool(HttpServerRequest request, String name) {
        return item(request, name).filter(BooleanItem.class::isInstance).map(item -> ((BooleanItem) item).get());
    }

    /** A field that is a whole number from 0. */
    static OptionalLong number(HttpServerRequest request, String name) {
        return item(request, name)
                .filter(IntegerItem.class::isInstance)
                .map(item -> ((IntegerItem) item).getAsLong())
                .filter(number -> number >= 0)
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    /** The members of a dictionary that are byte sequences, by their keys, in their order. */
    static Map<String, byte[]> byteSequences(HttpServerRequest request, String name) {
        List<String> lines = request.headers().getAll(name);
        Map<String, byte[]> members = new LinkedHashMap<>();
        if (!lines.isEmpty()) {
            try {
                new Parser(lines).parseDictionary().get().forEach((key, value) -> {
                    if (value instanceof ByteSequenceItem bytes) {
                        members.put(key, copy(bytes.get()));
                    }
                });
            } catch (ParseException e) {
                return Map.of();
            }
        }
        return members;
    }

    private static byte[] copy(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static Optional<Item<?>> item(HttpServerRequest request, String name) {
        List<String> lines = request.headers().getAll(name);
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Parser(lines).parseItem());
        } catch (ParseException e) {
            return Optional.empty();
        }
    }
}
