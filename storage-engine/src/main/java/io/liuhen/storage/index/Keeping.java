package io.liuhen.storage.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What stands in the way of a segment's disposal: a time before which it must not go, and holds, each with a name. Stored
 * as documents of the kind {@link #KIND}, one version for each change. Why there is a time or a hold is not known here.
 *
 * @param until not before this time; empty where there is none
 * @param holds names of the holds that stand, sorted
 */
public record Keeping(Optional<Instant> until, List<String> holds) {
    /** The kind of these documents; nobody but the index makes them. */
    public static final String KIND = "keeping";

    /** Longest name of a hold. */
    public static final int HOLD_LENGTH_MAX = 256;

    private static final Keeping NONE = new Keeping(Optional.empty(), List.of());

    /** Sorts the holds, and makes the time as coarse as what is stored: later rather than earlier. */
    public Keeping {
        until = until.map(Keeping::storable);
        holds = List.copyOf(new TreeSet<>(holds));
    }

    private static Instant storable(Instant time) {
        Instant stored = time.truncatedTo(ChronoUnit.MICROS);
        return stored.equals(time) ? stored : stored.plus(1, ChronoUnit.MICROS);
    }

    /** One change. */
    public sealed interface Change {
        /** What it makes of what stood before. */
        Keeping of(Keeping before);
    }

    /** Not before a time. A time that stands already is never made earlier. */
    public record Until(Instant time) implements Change {
        @Override
        public Keeping of(Keeping before) {
            boolean later = before.until.map(stands -> stands.isBefore(time)).orElse(true);
            return later ? new Keeping(Optional.of(time), before.holds) : before;
        }
    }

    /** One hold more; the same name twice is one hold. */
    public record Hold(String name) implements Change {
        /** Refuses an empty name and an over-long one. */
        public Hold {
            if (name.isBlank() || name.length() > HOLD_LENGTH_MAX) {
                throw new IllegalArgumentException("a hold needs a name of 1 to " + HOLD_LENGTH_MAX + " characters");
            }
        }

        @Override
        public Keeping of(Keeping before) {
            List<String> more = new ArrayList<>(before.holds);
            more.add(name);
            return new Keeping(before.until, more);
        }
    }

    /** The hold of this name stands no more. */
    public record Release(String name) implements Change {
        @Override
        public Keeping of(Keeping before) {
            List<String> fewer = new ArrayList<>(before.holds);
            fewer.remove(name);
            return new Keeping(before.until, fewer);
        }
    }

    /** Nothing. */
    public static Keeping none() {
        return NONE;
    }

    /** Whether the segment must stay, now. */
    public boolean stands(Instant now) {
        return !holds.isEmpty() || until.map(now::isBefore).orElse(false);
    }

    /** The document that says so. */
    public Document document(SegmentId id, int version, Instant at) {
        ObjectNode json = CanonicalJson.object().put("schema", 1);
        until.ifPresent(time -> json.put("until", time.toString()));
        ArrayNode names = json.putArray("holds");
        holds.forEach(names::add);
        return new Document(key(id), version, at, at, json, List.of());
    }

    /** What a document says. */
    public static Keeping read(Document document) {
        List<String> names = new ArrayList<>();
        for (JsonNode name : document.body().path("holds")) {
            names.add(name.asText());
        }
        return new Keeping(
                Optional.of(document.body().path("until"))
                        .filter(JsonNode::isTextual)
                        .map(time -> Instant.parse(time.textValue())),
                names);
    }

    /** Where it stands. */
    public static DocumentKey key(SegmentId id) {
        return new DocumentKey(KIND, id.toString());
    }
}
