package io.liuhen.server.recorder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a file name tells by the pattern of a model.
 *
 * @param raw the name as it came
 * @param rule the pattern that it is of
 * @param fields what stands in the pattern's fields, by their names
 */
public record NameReading(String raw, String model, String rule, Map<String, String> fields) {
    /** Copies. */
    public NameReading {
        fields = Map.copyOf(fields);
    }

    /** The device's number. */
    public Optional<String> device() {
        return Optional.ofNullable(fields.get("device"));
    }

    /** The number of the file. */
    public Optional<Integer> sequence() {
        return Optional.ofNullable(fields.get("sequence")).map(Integer::valueOf);
    }

    /** Whether the device marked it as important. */
    public boolean keyMark() {
        return fields.containsKey("keyMark");
    }

    /** By the device's clock, in a zone that the name does not tell; empty where it tells no whole time, or none. */
    public Optional<LocalDateTime> at() {
        Optional<String> year = Optional.ofNullable(fields.get("yyyy"))
                .or(() -> Optional.ofNullable(fields.get("yy")).map(two -> "20" + two));
        if (year.isEmpty() || Stream.of("MM", "dd", "HH", "mm").anyMatch(field -> !fields.containsKey(field))) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.of(
                    Integer.parseInt(year.get()),
                    number("MM"),
                    number("dd"),
                    number("HH"),
                    number("mm"),
                    number("ss"),
                    number("SSS") * 1_000_000));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private int number(String field) {
        return Integer.parseInt(fields.getOrDefault(field, "0"));
    }

    /** As it is stored and shown. */
    public ObjectNode json() {
        ObjectNode json = CanonicalJson.object()
                .put("raw", raw)
                .put("model", model)
                .put("rule", rule)
                .put("keyMark", keyMark());
        device().ifPresent(device -> json.put("device", device));
        sequence().ifPresent(number -> json.put("sequence", number));
        at().ifPresent(time -> json.put("at", time.toString()));
        return json;
    }
}
