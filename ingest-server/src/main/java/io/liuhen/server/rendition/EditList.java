package io.liuhen.server.rendition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.config.Nearest;
import io.liuhen.server.media.Edits;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.Sha256;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is to be hidden in which segments of a recording, as somebody has written it:
 *
 * <pre>
 * [{"segment": "…",
 *   "regions": [{"from": 0, "to": 5000, "left": 1000, "top": 1000, "width": 2000, "height": 2000, "cover": "blur"}],
 *   "sounds": [{"from": 1000, "to": 2000, "instead": "tone"}]}]
 * </pre>
 *
 * Times are milliseconds of the copy for viewing, places parts of 10,000 of its upright picture.
 */
public record EditList(List<Part> parts) {
    /** Segments in one list. */
    public static final int SEGMENTS_MAX = 100;

    private static final Set<String> PART = Set.of("segment", "regions", "sounds");
    private static final Set<String> REGION = Set.of("from", "to", "left", "top", "width", "height", "cover");
    private static final Set<String> SOUND = Set.of("from", "to", "instead");
    private static final String SEGMENT = "segment";

    /** What is to be hidden in one segment. */
    public record Part(SegmentId segment, Edits edits) {}

    /** Copies the list. */
    public EditList {
        parts = List.copyOf(parts);
    }

    /** What was read, and what is wrong with it. */
    private static final class Reading {
        private final List<String> errors = new ArrayList<>();

        void wrong(String where, String what) {
            errors.add(where + " " + what);
        }

        void knows(String where, JsonNode json, Set<String> names) {
            json.fieldNames().forEachRemaining(name -> {
                if (!names.contains(name)) {
                    wrong(where, "has no \"" + name + "\"" + Nearest.sentence(name, new TreeSet<>(names)));
                }
            });
        }

        long number(String where, JsonNode json, String name, long least, long most) {
            JsonNode value = json.path(name);
            if (value.isIntegralNumber()
                    && value.canConvertToLong()
                    && value.longValue() >= least
                    && value.longValue() <= most) {
                return value.longValue();
            }
            wrong(where + "." + name, "is a whole number from " + least + " to " + most);
            return least;
        }

        <E extends Enum<E>> E word(String where, JsonNode json, String name, E[] all) {
            String text = json.path(name).asText();
            List<String> words = new ArrayList<>();
            for (E each : all) {
                String word = each.name().toLowerCase(Locale.ROOT);
                if (word.equals(text)) {
                    return each;
                }
                words.add(word);
            }
            wrong(where + "." + name, "is " + String.join(" or ", words));
            return all[0];
        }
    }

    /** A list that makes no sense; the message names each place and what is expected there. */
    public static final class WrongException extends Exception {
        private static final long serialVersionUID = 1L;

        WrongException(List<String> errors) {
            super(String.join("; ", errors.subList(0, Math.min(10, errors.size()))));
        }
    }

    /**
     * Reads what somebody has written, or what was kept.
     *
     * @throws WrongException if it makes no sense
     */
    public static EditList read(JsonNode json) throws WrongException {
        Reading reading = new Reading();
        if (!json.isArray() || json.isEmpty() || json.size() > SEGMENTS_MAX) {
            throw new WrongException(List.of("segments is a list of 1 to " + SEGMENTS_MAX));
        }
        List<Part> parts = new ArrayList<>();
        Set<SegmentId> seen = new HashSet<>();
        for (int i = 0; i < json.size(); i++) {
            part(reading, "segments[" + i + "]", json.get(i), seen, parts);
        }
        if (!reading.errors.isEmpty()) {
            throw new WrongException(reading.errors);
        }
        return new EditList(parts);
    }

    private static void part(Reading reading, String where, JsonNode json, Set<SegmentId> seen, List<Part> parts) {
        reading.knows(where, json, PART);
        SegmentId id = SegmentId.parse(json.path(SEGMENT).asText()).orElse(null);
        if (id == null || !seen.add(id)) {
            reading.wrong(where + "." + SEGMENT, "is the id of a segment that is not named before");
            return;
        }
        List<Edits.Region> regions = new ArrayList<>();
        for (JsonNode region : list(reading, where, json, "regions")) {
            region(reading, where + ".regions[" + regions.size() + "]", region, regions);
        }
        List<Edits.Quiet> sounds = new ArrayList<>();
        for (JsonNode sound : list(reading, where, json, "sounds")) {
            sound(reading, where + ".sounds[" + sounds.size() + "]", sound, sounds);
        }
        if (regions.isEmpty() && sounds.isEmpty()) {
            reading.wrong(where, "hides nothing; it has regions or sounds, or both");
        } else if (regions.size() <= Edits.LIST_MAX && sounds.size() <= Edits.LIST_MAX) {
            parts.add(new Part(id, new Edits(regions, sounds)));
        }
    }

    private static JsonNode list(Reading reading, String where, JsonNode json, String name) {
        JsonNode list = json.path(name);
        boolean right = list.isMissingNode() || (list.isArray() && list.size() <= Edits.LIST_MAX);
        if (!right) {
            reading.wrong(where + "." + name, "is a list of at most " + Edits.LIST_MAX);
        }
        return right && list.isArray() ? list : CanonicalJson.object().arrayNode();
    }

    private static Edits.Span span(Reading reading, String where, JsonNode json) {
        long from = reading.number(where, json, "from", 0, Edits.MILLIS_MAX - 1);
        return new Edits.Span(from, Math.max(from + 1, reading.number(where, json, "to", from + 1, Edits.MILLIS_MAX)));
    }

    private static void region(Reading reading, String where, JsonNode json, List<Edits.Region> regions) {
        reading.knows(where, json, REGION);
        Edits.Span span = span(reading, where, json);
        int left = (int) reading.number(where, json, "left", 0, Edits.WHOLE - 1);
        int top = (int) reading.number(where, json, "top", 0, Edits.WHOLE - 1);
        int width = (int) reading.number(where, json, "width", 1, Edits.WHOLE - left);
        int height = (int) reading.number(where, json, "height", 1, Edits.WHOLE - top);
        Edits.Cover cover = reading.word(where, json, "cover", Edits.Cover.values());
        regions.add(new Edits.Region(span, left, top, width, height, cover));
    }

    private static void sound(Reading reading, String where, JsonNode json, List<Edits.Quiet> sounds) {
        reading.knows(where, json, SOUND);
        Edits.Span span = span(reading, where, json);
        sounds.add(new Edits.Quiet(span, reading.word(where, json, "instead", Edits.Instead.values())));
    }

    /** As it is kept and shown. */
    public ArrayNode json() {
        ArrayNode list = CanonicalJson.object().arrayNode();
        for (Part part : parts) {
            ObjectNode json = list.addObject().put(SEGMENT, part.segment().toString());
            ArrayNode regions = json.putArray("regions");
            part.edits()
                    .regions()
                    .forEach(region -> span(region.span(), regions.addObject())
                            .put("left", region.left())
                            .put("top", region.top())
                            .put("width", region.width())
                            .put("height", region.height())
                            .put("cover", region.cover().name().toLowerCase(Locale.ROOT)));
            ArrayNode sounds = json.putArray("sounds");
            part.edits()
                    .sounds()
                    .forEach(quiet -> span(quiet.span(), sounds.addObject())
                            .put("instead", quiet.instead().name().toLowerCase(Locale.ROOT)));
        }
        return list;
    }

    private static ObjectNode span(Edits.Span span, ObjectNode json) {
        return json.put("from", span.fromMillis()).put("to", span.toMillis());
    }

    /** SHA-256 of the canonical JSON of {@code {"segments": …}}. */
    public Sha256 sha256() {
        ObjectNode whole = CanonicalJson.object();
        whole.set("segments", json());
        return Sha256.digestOf(CanonicalJson.write(whole));
    }
}
