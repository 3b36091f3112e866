package io.liuhen.server.http.dossier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.SmallBody;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.format.CanonicalJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What all statements have in common on the wire. Pure. */
final class Stated {
    private static final int BYTES_MAX = 256 << 10;
    private static final int LIMIT_USUAL = 50;
    private static final int LIMIT_MAX = 200;

    private Stated() {}

    /** Goes on with the JSON object of the body; answers where it is none. */
    static void json(Exchange exchange, Consumer<ObjectNode> next) {
        new SmallBody(exchange, BYTES_MAX).read(body -> {
            ObjectNode json;
            try {
                json = CanonicalJson.readObject(body.getBytes());
            } catch (StorageException e) {
                exchange.problem(Problem.badRequest("json", "send a JSON object: " + e.getMessage()));
                return;
            }
            next.accept(json);
        });
    }

    /** The versions that the caller has seen; empty, and answered, where he does not say. */
    static Optional<Matcher> seen(Exchange exchange, Pattern etag) {
        String ifMatch =
                Optional.ofNullable(exchange.request().getHeader("If-Match")).orElse("");
        Matcher version = etag.matcher(ifMatch.strip());
        if (version.matches()) {
            return Optional.of(version);
        }
        exchange.problem(Problem.never(
                428,
                "if-match",
                "Say which version you have seen",
                "send If-Match with the ETag of what you have read"));
        return Optional.empty();
    }

    static void wrongVersion(Exchange exchange) {
        exchange.problem(Problem.never(
                412,
                "version",
                "Somebody else has changed it",
                "read it again, look at what has changed, and send your change with its ETag"));
    }

    static void invalid(Exchange exchange, List<String> errors) {
        exchange.problem(Problem.never(422, "statement", "The statement makes no sense", String.join("; ", errors)));
    }

    /** A JSON Merge Patch (RFC 7396). */
    static ObjectNode merged(ObjectNode before, ObjectNode patch) {
        ObjectNode after = before.deepCopy();
        for (Map.Entry<String, JsonNode> change : patch.properties()) {
            JsonNode value = change.getValue();
            if (value.isNull()) {
                after.remove(change.getKey());
            } else if (value instanceof ObjectNode object) {
                JsonNode old = after.path(change.getKey());
                after.set(
                        change.getKey(),
                        merged(old instanceof ObjectNode inner ? inner : CanonicalJson.object(), object));
            } else {
                after.set(change.getKey(), value);
            }
        }
        return after;
    }

    /** How many are wanted; empty, and answered, for what is no such number. */
    static Optional<Integer> limit(Exchange exchange) {
        try {
            int limit = Optional.ofNullable(exchange.request().getParam("limit"))
                    .map(Integer::parseInt)
                    .orElse(LIMIT_USUAL);
            if (limit >= 1 && limit <= LIMIT_MAX) {
                return Optional.of(limit);
            }
        } catch (NumberFormatException e) {
            exchange.problem(Problem.badRequest("query", "limit is a number from 1 to " + LIMIT_MAX));
            return Optional.empty();
        }
        exchange.problem(Problem.badRequest("query", "limit is a number from 1 to " + LIMIT_MAX));
        return Optional.empty();
    }

    /** A parameter of the query that says something. */
    static Optional<String> parameter(Exchange exchange, String name) {
        return Optional.ofNullable(exchange.request().getParam(name)).filter(text -> !text.isEmpty());
    }

    /** Looks for a page with a cursor that the caller sent, and answers where it is none of this server's. */
    static <T> void page(Exchange exchange, Supplier<T> search, Consumer<T> next) {
        exchange.<Optional<T>>work(
                () -> {
                    try {
                        return Optional.of(search.get());
                    } catch (IllegalArgumentException e) {
                        return Optional.empty();
                    }
                },
                found -> found.ifPresentOrElse(
                        next, () -> exchange.problem(Problem.badRequest("cursor", "this server gave no such cursor"))));
    }
}
