package io.liuhen.server.dossier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.dossier.Value.Source;
import io.liuhen.server.dossier.Value.State;
import io.liuhen.server.records.Field;
import io.liuhen.server.records.Recording;
import io.liuhen.server.records.Recordings;
import io.liuhen.server.records.Recordings.Changed;
import io.liuhen.storage.Records;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What people state of recordings, and what is known of each field from where. Thread-safe; blocks on the disk. */
public final class Sheets {
    private final Records records;
    private final Recordings recordings;
    private final Prefilling prefilling;
    private final Custody custody;
    private final InstantSource clock;

    public Sheets(Records records, Recordings recordings, Prefilling prefilling, Custody custody, InstantSource clock) {
        this.records = records;
        this.recordings = recordings;
        this.prefilling = prefilling;
        this.custody = custody;
        this.clock = clock;
    }

    /** What people have stated of a recording. */
    public Sheet of(String recording) {
        return records.newest(key(recording)).map(Sheet::of).orElseGet(() -> Sheet.empty(recording));
    }

    /** All versions, oldest first. */
    public List<Sheet> versions(String recording) {
        return records.versions(key(recording)).stream().map(Sheet::of).toList();
    }

    /** What is known of each field, and from where; nothing of a recording that is not there. */
    public Map<String, Value> values(String recording) {
        List<Recording> versions = recordings.versions(recording);
        if (versions.isEmpty()) {
            return Map.of();
        }
        Map<String, Value> values = new LinkedHashMap<>(prefilling.of(versions.get(versions.size() - 1)));
        Map<String, Value> stored = new LinkedHashMap<>();
        for (Recording version : versions) {
            ObjectNode said = version.metadata().json();
            stored.keySet().removeIf(name -> !said.has(name));
            said.properties().forEach(each -> {
                Value before = stored.get(each.getKey());
                if (before == null || !before.json().equals(each.getValue())) {
                    stored.put(each.getKey(), stored(each.getKey(), each.getValue(), version));
                }
            });
        }
        values.putAll(stored);
        of(recording).confirmed().forEach((name, said) -> {
            Value now = values.get(name);
            if (now != null && said.value().equals(text(now.json()))) {
                values.put(
                        name, new Value(now.json(), State.CONFIRMED, now.source(), Optional.of(said.by()), said.at()));
            }
        });
        return values;
    }

    /** What a recording proves is nobody's to say but a named person's (证明对象). */
    private static Value stored(String name, JsonNode value, Recording version) {
        boolean person = version.cause() == Recording.Cause.PERSON;
        State state =
                name.equals(Field.OBJECT_OF_PROOF.text()) ? State.PROPOSED : person ? State.ENTERED : State.PREFILLED;
        return new Value(value, state, person ? Source.PERSON : Source.DEVICE, Optional.empty(), version.changedAt());
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.toString();
    }

    /**
     * States something of a recording: its metadata and its sheet change together, or not at all.
     *
     * @param seen the versions of both that the caller has seen
     */
    public Changed change(String recording, Seen seen, SheetChange change, Actor actor) {
        Sheet before = of(recording);
        if (before.version() != seen.sheet()) {
            return recordings
                    .find(recording)
                    .<Changed>map(found -> new Changed.WrongVersion(found.version()))
                    .orElseGet(Changed.Unknown::new);
        }
        Map<String, Value> known = values(recording);
        ObjectNode patch = change.fields();
        List<String> errors = new ArrayList<>();
        for (String name : change.confirm()) {
            Value value = known.get(name);
            if (patch.has(name)) {
                continue;
            }
            if (value == null) {
                errors.add("there is nothing to confirm for \"" + name + "\"");
            } else if (value.source() == Source.MEDIA || value.source() == Source.ACT) {
                patch.set(name, value.json());
            }
        }
        return errors.isEmpty()
                ? recordings.change(
                        recording, seen.recording(), patch, actor, after -> facts(before, change, after, actor))
                : new Changed.Invalid(errors);
    }

    /** The versions of a recording's metadata and of its sheet. */
    public record Seen(int recording, int sheet) {}

    private Facts facts(Sheet before, SheetChange change, Recording after, Actor actor) {
        var now = clock.instant();
        Map<String, Said> confirmed = new TreeMap<>(before.confirmed());
        ObjectNode metadata = after.metadata().json();
        List<String> names = new ArrayList<>(change.confirm());
        change.fields().fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            if (metadata.has(name)) {
                confirmed.put(name, new Said(text(metadata.get(name)), change.by(), now));
            } else {
                confirmed.remove(name);
            }
        }
        Sheet next = change.appliedTo(before, confirmed, now);
        ObjectNode details = CanonicalJson.object().put("by", change.by());
        details.set("sheet", next.body());
        return Facts.of(new Document(key(next.recording()), next.version(), now, now, next.body(), List.of()))
                .and(Facts.of(custody.entry(
                        Deed.SHEET_STATED,
                        actor,
                        List.of(next.recording()),
                        CanonicalJson.object().put("version", next.version()),
                        details)));
    }

    private static DocumentKey key(String recording) {
        return new DocumentKey(Sheet.KIND, recording);
    }
}
