package io.liuhen.server.http.credential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.SmallBody;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.format.CanonicalJson;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** A small JSON object in a request, and what is read from it. */
record JsonBody(ObjectNode json) {
    /** A thousand names of devices. */
    private static final int BYTES_MAX = 64 << 10;

    /** From somebody whom nobody knows yet: a code, and a name or two. */
    private static final int STRANGERS_BYTES_MAX = 2 << 10;

    private static final int TEXT_MAX = 200;

    /** Reads a POST's body; answers whatever else it is. A sentence that {@code next} throws is the client's mistake. */
    static void posted(Exchange exchange, Consumer<JsonBody> next) {
        posted(exchange, BYTES_MAX, next);
    }

    /** As {@link #posted}, for an address that is open to strangers. */
    static void postedByStranger(Exchange exchange, Consumer<JsonBody> next) {
        posted(exchange, STRANGERS_BYTES_MAX, next);
    }

    private static void posted(Exchange exchange, int bytesMax, Consumer<JsonBody> next) {
        if (!exchange.method().equals("POST")) {
            exchange.methodNotAllowed("POST");
            return;
        }
        new SmallBody(exchange, bytesMax).read(bytes -> {
            try {
                next.accept(new JsonBody(CanonicalJson.readObject(bytes.getBytes())));
            } catch (StorageException e) {
                exchange.problem(Problem.badRequest("json", "send a JSON object: " + e.getMessage()));
            } catch (IllegalArgumentException e) {
                exchange.problem(Problem.badRequest("credential", String.valueOf(e.getMessage())));
            }
        });
    }

    /** A text that may be missing. */
    Optional<String> text(String name) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        String text = value.isTextual() ? value.textValue().strip() : "";
        if (text.isEmpty() || text.length() > TEXT_MAX || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(name + " is a text of 1 to " + TEXT_MAX + " characters");
        }
        return Optional.of(text);
    }

    /** A text that must be there, and of a certain form. */
    <T> T need(String name, String form, Function<String, Optional<T>> parsed) {
        return text(name)
                .flatMap(parsed)
                .orElseThrow(() -> new IllegalArgumentException("name \"" + name + "\": " + form));
    }
}
