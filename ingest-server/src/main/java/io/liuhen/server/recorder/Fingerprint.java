package io.liuhen.server.recorder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What files of one model and sort are like, as far as it was learnt. Immutable.
 *
 * @param sort {@code video}, {@code audio} or {@code photo}
 * @param wanted files from which it is learnt
 * @param segments those from which it was learnt
 * @param traits the values that each trait has had in them
 */
record Fingerprint(
        String model, String sort, int wanted, List<String> segments, SortedMap<String, List<String>> traits) {
    Fingerprint {
        segments = List.copyOf(segments);
    }

    static Fingerprint empty(String model, String sort, int wanted) {
        return new Fingerprint(model, sort, wanted, List.of(), new TreeMap<>());
    }

    boolean isLearnt() {
        return segments.size() >= wanted;
    }

    /** With one more file. */
    Fingerprint with(String segment, SortedMap<String, String> seen) {
        List<String> more = new ArrayList<>(segments);
        more.add(segment);
        SortedMap<String, List<String>> merged = new TreeMap<>(traits);
        for (Map.Entry<String, String> trait : seen.entrySet()) {
            List<String> values = new ArrayList<>(merged.getOrDefault(trait.getKey(), List.of()));
            if (!values.contains(trait.getValue())) {
                values.add(trait.getValue());
            }
            merged.put(trait.getKey(), List.copyOf(values));
        }
        return new Fingerprint(model, sort, wanted, more, merged);
    }

    /** The traits that no file had before. A trait that it knows nothing of, as a later version may have, is none. */
    List<String> differing(SortedMap<String, String> seen) {
        return seen.entrySet().stream()
                .filter(trait -> traits.containsKey(trait.getKey()))
                .filter(trait -> !traits.getOrDefault(trait.getKey(), List.of()).contains(trait.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    ObjectNode json() {
        ObjectNode json = CanonicalJson.object()
                .put("model", model)
                .put("sort", sort)
                .put("state", isLearnt() ? "learnt" : "learning")
                .put("wanted", wanted);
        segments.forEach(json.putArray("segments")::add);
        ObjectNode values = json.putObject("traits");
        traits.forEach((name, seen) -> {
            ArrayNode list = values.putArray(name);
            seen.forEach(list::add);
        });
        return json;
    }

    static Fingerprint of(JsonNode json) {
        List<String> segments = new ArrayList<>();
        json.path("segments").forEach(segment -> segments.add(segment.asText()));
        SortedMap<String, List<String>> traits = new TreeMap<>();
        json.path("traits").properties().forEach(trait -> {
            List<String> values = new ArrayList<>();
            trait.getValue().forEach(value -> values.add(value.asText()));
            traits.put(trait.getKey(), List.copyOf(values));
        });
        return new Fingerprint(
                json.path("model").asText(),
                json.path("sort").asText(),
                Math.max(1, json.path("wanted").asInt()),
                segments,
                traits);
    }
}
