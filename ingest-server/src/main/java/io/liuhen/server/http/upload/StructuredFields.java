package io.liuhen.server.http.upload;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.greenbytes.http.sfv.BooleanItem;
import org.greenbytes.http.sfv.IntegerItem;
import org.greenbytes.http.sfv.Item;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;

/**
 * Structured fields of a request (RFC 9651). A field that is malformed, or of another type than expected, is as if it were
 * not there, as the draft on uploads demands. Pure.
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
