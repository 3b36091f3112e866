package io.liuhen.server.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Applies a JSON Merge Patch (RFC 7396) to metadata: null removes, anything else replaces. Pure. */
final class MetadataPatch {
    static final int TEXT_BYTES_MAX = 8 * 1024;
    static final int LIST_LENGTH_MAX = 64;
    static final int KEYS_MAX = 64;
    private static final int NAME_LENGTH_MAX = 64;

    /** A device's odd time is kept as it came; a person who sets it right can be asked for a time. */
    private static final Set<Field> TIMES = EnumSet.of(Field.MADE_AT, Field.ENDED_AT);

    private MetadataPatch() {}

    /** Either the patched metadata or what is wrong with the patch, as sentences. */
    record Result(Optional<Metadata> metadata, List<String> errors) {}

    static Result apply(Metadata before, ObjectNode patch) {
        ObjectNode after = before.json();
        List<String> errors = new ArrayList<>();
        for (Map.Entry<String, JsonNode> change : patch.properties()) {
            error(change.getKey(), change.getValue()).ifPresent(errors::add);
            set(after, change.getKey(), change.getValue());
        }
        // Devices may have sent more: what they sent can be corrected, and only grow no further.
        if (after.size() > Math.max(KEYS_MAX, before.json().size())) {
            errors.add("a recording has at most " + KEYS_MAX + " fields");
        }
        return errors.isEmpty()
                ? new Result(Optional.of(Metadata.ofStored(after)), errors)
                : new Result(Optional.empty(), errors);
    }

    private static void set(ObjectNode after, String name, JsonNode value) {
        boolean list = Field.named(name)
                .filter(field -> field.shape() == Field.Shape.LIST)
                .isPresent();
        if (value.isNull()) {
            after.remove(name);
        } else if (list && value.isTextual()) {
            after.set(name, Metadata.list(value.textValue()));
        } else {
            after.set(name, value);
        }
    }

    private static Optional<String> error(String name, JsonNode value) {
        if (name.isEmpty() || name.length() > NAME_LENGTH_MAX) {
            return Optional.of("a field's name has 1 to " + NAME_LENGTH_MAX + " characters");
        }
        Optional<Field> field = Field.named(name);
        if (field.isPresent() && !field.get().correctable()) {
            return Optional.of("\"" + name + "\" tells of the device or the file and stays as it was received");
        }
        if (!wellFormed(name) || !wellFormed(value)) {
            return Optional.of("a text has half of a surrogate pair");
        }
        if (field.isPresent()
                && TIMES.contains(field.get())
                && value.isTextual()
                && !Metadata.isTime(value.textValue())) {
            return Optional.of("\"" + name + "\" must be an ISO 8601 time, like 2026-11-20T16:30:00+08:00");
        }
        boolean list = field.filter(known -> known.shape() == Field.Shape.LIST).isPresent();
        if (value.isNull() || (value.isTextual() && fits(value))) {
            return Optional.empty();
        }
        if (list && value instanceof ArrayNode array && array.size() <= LIST_LENGTH_MAX && Metadata.allTexts(array)) {
            for (JsonNode entry : array) {
                if (!fits(entry)) {
                    return tooLong(name);
                }
            }
            return Optional.empty();
        }
        return value.isTextual()
                ? tooLong(name)
                : Optional.of("\"" + name + "\" must be a text" + (list ? " or a list of texts" : "") + ", or null");
    }

    private static Optional<String> tooLong(String name) {
        return Optional.of("\"" + name + "\" is longer than " + TEXT_BYTES_MAX + " bytes");
    }

    private static boolean fits(JsonNode text) {
        return text.textValue().getBytes(StandardCharsets.UTF_8).length <= TEXT_BYTES_MAX;
    }

    /** Whether a text, or every entry of a list, is well formed. */
    static boolean wellFormed(JsonNode value) {
        for (JsonNode entry : value) {
            if (!wellFormed(entry.asText())) {
                return false;
            }
        }
        return wellFormed(value.asText());
    }

    /** Whether a text is Unicode: half of a surrogate pair is not, and could not be stored as it came. */
    private static boolean wellFormed(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
