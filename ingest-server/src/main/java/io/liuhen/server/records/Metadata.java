package io.liuhen.server.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.format.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The metadata of a recording: JSON with the names of {@link Field}, a text or a list of texts each; keys that are not
 * known are kept. Immutable.
 */
public final class Metadata {
    /** The fields without which the law takes a recording for incomplete, in its order. */
    public static final List<Field> REQUIRED = List.of(Field.METHOD, Field.MADE_AT, Field.MAKER, Field.OBJECT_OF_PROOF);

    /** The enumeration comma, which no name contains. */
    private static final String LIST_SEPARATOR = "、";

    private static final Instant YEAR_0 = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");

    private final ObjectNode json;

    private Metadata(ObjectNode json) {
        this.json = json;
    }

    /** What is understood of the words of a device about the recording; what tells of one file stays with the file. */
    public static Metadata ofReceived(Map<String, String> received) {
        ObjectNode json = CanonicalJson.object();
        received.forEach((name, value) -> {
            Optional<Field> field = Field.named(name);
            if (!value.isBlank() && !field.map(Field::ofFile).orElse(false)) {
                boolean list =
                        field.map(known -> known.shape() == Field.Shape.LIST).orElse(false);
                json.set(name, list ? list(value) : TextNode.valueOf(value));
            }
        });
        return new Metadata(json);
    }

    /** A list is written as a JSON array of texts, or with the enumeration comma. */
    static ArrayNode list(String value) {
        if (value.startsWith("[")) {
            try {
                ObjectNode wrapped =
                        CanonicalJson.readObject(("{\"list\":" + value + "}").getBytes(StandardCharsets.UTF_8));
                boolean alone = wrapped.size() == 1;
                if (alone
                        && wrapped.get("list") instanceof ArrayNode array
                        && allTexts(array)
                        && MetadataPatch.wellFormed(array)) {
                    return array;
                }
            } catch (StorageException e) {
                // Not JSON after all: a name may begin with a bracket, and is then one entry, as it was written.
                return CanonicalJson.object().arrayNode().add(value);
            }
        }
        ArrayNode array = CanonicalJson.object().arrayNode();
        for (String entry : value.split(LIST_SEPARATOR, -1)) {
            if (!entry.isBlank()) {
                array.add(entry.strip());
            }
        }
        return array;
    }

    static boolean allTexts(ArrayNode array) {
        for (JsonNode entry : array) {
            if (!entry.isTextual()) {
                return false;
            }
        }
        return true;
    }

    /** From its stored form. */
    static Metadata ofStored(ObjectNode json) {
        return new Metadata(json.deepCopy());
    }

    /** The stored form, and the API's. */
    public ObjectNode json() {
        return json.deepCopy();
    }

    /** The names of what is said here and people may correct. */
    public List<String> correctable() {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(name -> {
            if (Field.named(name).map(Field::correctable).orElse(true)) {
                names.add(name);
            }
        });
        return names;
    }

    /** The texts of a field: none, one or, for lists, several. */
    public List<String> values(Field field) {
        JsonNode value = json.path(field.text());
        List<String> values = new ArrayList<>();
        if (value.isTextual()) {
            values.add(value.textValue());
        }
        value.elements().forEachRemaining(entry -> values.add(entry.asText()));
        return values;
    }

    /** The text of a field that has one. */
    public Optional<String> value(Field field) {
        return values(field).stream().findFirst();
    }

    /** What the law requires and is not here. */
    public List<Field> missing() {
        return REQUIRED.stream()
                .filter(field -> values(field).stream().allMatch(String::isBlank))
                .toList();
    }

    /** What the other says about things on which this is silent is added. */
    Metadata filledFrom(Metadata other) {
        ObjectNode filled = json.deepCopy();
        other.json.properties().forEach(member -> {
            if (!filled.has(member.getKey())) {
                filled.set(member.getKey(), member.getValue());
            }
        });
        return new Metadata(filled);
    }

    /**
     * When it was made, where that is said and readable; a time without an offset is read in the unit's zone. A time
     * outside the four-digit years is as good as none: no clock has shown it, and no index could sort by it.
     */
    public Optional<Instant> madeAt(ZoneId zone) {
        return value(Field.MADE_AT).flatMap(text -> time(text, zone));
    }

    /** A time as a device or a file writes it, where it can be read; one without an offset is read in this zone. */
    public static Optional<Instant> time(String text, ZoneId zone) {
        return instant(text, zone).filter(Metadata::inFourDigitYears);
    }

    /** Whether ISO 8601 writes the year of a time with four digits. */
    public static boolean inFourDigitYears(Instant time) {
        return !time.isBefore(YEAR_0) && time.isBefore(YEAR_10000);
    }

    /** Whether a text is a time that can be read. */
    static boolean isTime(String text) {
        return instant(text, ZoneOffset.UTC).filter(Metadata::inFourDigitYears).isPresent();
    }

    private static Optional<Instant> instant(String text, ZoneId zone) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException withoutOffset) {
            try {
                return Optional.of(
                        LocalDateTime.parse(text.replace(' ', 'T')).atZone(zone).toInstant());
            } catch (DateTimeException unreadable) {
                return Optional.empty();
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Metadata that && json.equals(that.json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    @Override
    public String toString() {
        // Names of fields only: values are personal and end up in logs.
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return "metadata " + names;
    }
}
