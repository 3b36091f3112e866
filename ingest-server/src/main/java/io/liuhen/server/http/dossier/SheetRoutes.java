package io.liuhen.server.http.dossier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.access.Action;
import io.liuhen.server.access.Target;
import io.liuhen.server.dossier.Sheet;
import io.liuhen.server.dossier.SheetChange;
import io.liuhen.server.dossier.Sheets;
import io.liuhen.server.dossier.Value;
import io.liuhen.server.dossier.Words;
import io.liuhen.server.duty.Duties;
import io.liuhen.server.duty.Duties.Asked;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.records.Recording;
import io.liuhen.server.records.Recordings;
import io.liuhen.server.records.Recordings.Changed;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.vertx.core.http.HttpHeaders;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /recordings/ID/metadata} and {@code /recordings/ID/obligations}. Thread-safe. */
public final class SheetRoutes {
    private static final Pattern ETAG = Pattern.compile("\"v([0-9]{1,9})-([0-9]{1,9})\"");
    private static final String FIELD = "field:";

    private final Recordings recordings;
    private final Sheets sheets;
    private final Duties duties;
    private final Words words;
    private final ZoneId zone;

    /**
     * @param words that the unit's rule packs know
     * @param zone in which a time without an offset is read
     */
    public SheetRoutes(Recordings recordings, Sheets sheets, Duties duties, Words words, ZoneId zone) {
        this.recordings = recordings;
        this.sheets = sheets;
        this.duties = duties;
        this.words = words;
        this.zone = zone;
    }

    /** Adds the routes. */
    public void mount(Doors doors) {
        Door reading = Door.of(Action.READ_METADATA);
        Door door =
                Door.of(exchange -> exchange.method().equals("GET") ? Action.READ_METADATA : Action.CORRECT_METADATA);
        doors.open("/recordings/:id/metadata", single(door), this::metadata);
        doors.open("/recordings/:id/metadata/versions", single(reading), this::versions);
        doors.open("/recordings/:id/obligations", single(reading), this::obligations);
    }

    private static Door single(Door door) {
        return door.to(
                exchange -> SegmentId.parse(exchange.pathParam("id"))
                        .<Target>map(Target.Subject::new)
                        .orElseGet(Target.Whole::new),
                SheetRoutes::unknown);
    }

    private static void unknown(Exchange exchange) {
        exchange.problem(Problem.notFound("recording with this id"));
    }

    private Optional<Recording> found(Exchange exchange) {
        return SegmentId.parse(exchange.pathParam("id")).flatMap(id -> recordings.find(id.toString()));
    }

    private void metadata(Exchange exchange) {
        switch (exchange.method()) {
            case "GET" -> show(exchange);
            case "PUT" -> change(exchange, true);
            case "PATCH" -> change(exchange, false);
            default -> exchange.methodNotAllowed("GET, PUT, PATCH");
        }
    }

    private void show(Exchange exchange) {
        exchange.work(
                () -> found(exchange).map(this::json),
                found -> found.ifPresentOrElse(
                        json -> {
                            exchange.response()
                                    .putHeader(
                                            HttpHeaders.ETAG,
                                            "\"v"
                                                    + json.path("recordingVersion")
                                                            .asInt() + "-"
                                                    + json.path("version").asInt() + "\"");
                            exchange.json(200, json);
                        },
                        () -> unknown(exchange)));
    }

    private ObjectNode json(Recording recording) {
        Sheet sheet = sheets.of(recording.id());
        ObjectNode json = sheet.statements()
                .put("recording", recording.id())
                .put("recordingVersion", recording.version())
                .put("version", sheet.version());
        ObjectNode fields = json.putObject("fields");
        new TreeMap<>(sheets.values(recording.id())).forEach((name, value) -> fields.set(name, json(value)));
        Asked asked = duties.ofRecording(recording.id());
        json.set(
                "missing", DutyJson.obligations(asked, each -> each.what().startsWith(FIELD) && DutyJson.isOpen(each)));
        return json;
    }

    private static ObjectNode json(Value value) {
        ObjectNode json = CanonicalJson.object()
                .put("state", value.state().name().toLowerCase(Locale.ROOT))
                .put("source", value.source().name().toLowerCase(Locale.ROOT))
                .put("at", value.at().toString());
        json.set("value", value.json());
        value.by().ifPresent(name -> json.put("by", name));
        return json;
    }

    private void change(Exchange exchange, boolean whole) {
        Optional<Matcher> seen = Stated.seen(exchange, ETAG);
        if (seen.isEmpty()) {
            return;
        }
        Sheets.Seen versions = new Sheets.Seen(
                Integer.parseInt(seen.get().group(1)),
                Integer.parseInt(seen.get().group(2)));
        Stated.json(
                exchange,
                json -> exchange.work(
                        () -> found(exchange)
                                .map(recording ->
                                        changed(exchange, recording, versions, whole ? whole(recording, json) : json))
                                .orElseGet(Changed.Unknown::new),
                        changed -> answer(exchange, changed)));
    }

    /** A statement of everything: what it does not say is taken away. */
    private static ObjectNode whole(Recording recording, ObjectNode json) {
        ObjectNode all = json.deepCopy();
        JsonNode said = json.path("fields");
        ObjectNode fields = all.putObject("fields");
        recording.metadata().correctable().forEach(name -> fields.putNull(name));
        said.properties().forEach(each -> fields.set(each.getKey(), each.getValue()));
        for (String list : List.of("officers", "bookmarks", "longTerm", "circumstances")) {
            if (!all.has(list)) {
                all.putArray(list);
            }
        }
        if (!all.has("excuse")) {
            all.put("excuse", "");
        }
        return all;
    }

    private Changed changed(Exchange exchange, Recording recording, Sheets.Seen seen, ObjectNode json) {
        SheetChange.Read read = SheetChange.of(json, words, zone);
        return read.change()
                .map(change -> sheets.change(recording.id(), seen, change, exchange.actor()))
                .orElseGet(() -> new Changed.Invalid(read.errors()));
    }

    private void answer(Exchange exchange, Changed changed) {
        if (changed instanceof Changed.Done) {
            show(exchange);
        } else if (changed instanceof Changed.WrongVersion) {
            Stated.wrongVersion(exchange);
        } else if (changed instanceof Changed.Invalid invalid) {
            Stated.invalid(exchange, invalid.errors());
        } else {
            unknown(exchange);
        }
    }

    private void versions(Exchange exchange) {
        get(exchange, recording -> {
            ObjectNode json = CanonicalJson.object();
            ArrayNode list = json.putArray("versions");
            sheets.versions(recording.id())
                    .forEach(sheet -> list.add(
                            sheet.statements().put("version", sheet.version()).put("by", sheet.by())));
            return json;
        });
    }

    private void obligations(Exchange exchange) {
        get(exchange, recording -> DutyJson.of(duties.ofRecording(recording.id())));
    }

    private void get(Exchange exchange, Function<Recording, ObjectNode> view) {
        if (!exchange.method().equals("GET")) {
            exchange.methodNotAllowed("GET");
            return;
        }
        exchange.work(
                () -> found(exchange).map(view),
                found -> found.ifPresentOrElse(json -> exchange.json(200, json), () -> unknown(exchange)));
    }
}
