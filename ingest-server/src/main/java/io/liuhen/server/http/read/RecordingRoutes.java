package io.liuhen.server.http.read;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.access.Action;
import io.liuhen.server.access.Target;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.SmallBody;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.query.RecordingSearch;
import io.liuhen.server.query.RecordingSearch.Criteria;
import io.liuhen.server.query.RecordingView;
import io.liuhen.server.records.Field;
import io.liuhen.server.records.Metadata;
import io.liuhen.server.records.Recording;
import io.liuhen.server.records.Recordings;
import io.liuhen.server.records.Recordings.Changed;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The routes below {@code /recordings}. Thread-safe. */
public final class RecordingRoutes {
    private static final int PATCH_BYTES_MAX = 256 << 10;
    private static final int LIMIT_USUAL = 50;
    private static final int LIMIT_MAX = 200;
    private static final Set<String> PATCH_TYPES = Set.of("application/merge-patch+json", "application/json");
    private static final Pattern ETAG = Pattern.compile("\"v([0-9]{1,9})\"");
    private static final Set<String> STATES =
            Set.of("receiving", "incomplete", "complete", "nothing-sealed", "disposed", "empty");
    private static final Map<String, Field> FILTERS =
            Map.of("case", Field.CASE, "device", Field.DEVICE, "maker", Field.MAKER, "party", Field.PARTY);
    private static final Set<String> OTHERS = Set.of("from", "to", "state", "cursor", "limit");

    private final Recordings recordings;
    private final RecordingView view;
    private final RecordingSearch search;

    public RecordingRoutes(Recordings recordings, RecordingView view, RecordingSearch search) {
        this.recordings = recordings;
        this.view = view;
        this.search = search;
    }

    /** Adds the routes. */
    public void mount(Doors doors) {
        doors.open("/recordings", Door.of(Action.READ_METADATA), this::list);
        Door one =
                Door.of(exchange -> exchange.method().equals("PATCH") ? Action.CORRECT_METADATA : Action.READ_METADATA);
        doors.open(
                "/recordings/:id",
                one.to(RecordingRoutes::target, RecordingRoutes::unknown),
                exchange -> one(exchange, exchange.pathParam("id")));
        doors.open(
                "/recordings/:id/versions",
                Door.of(Action.READ_METADATA).to(RecordingRoutes::target, RecordingRoutes::unknown),
                exchange -> versions(exchange, exchange.pathParam("id")));
    }

    private static Target target(Exchange exchange) {
        return SegmentId.parse(exchange.pathParam("id"))
                .<Target>map(Target.Subject::new)
                .orElseGet(Target.Whole::new);
    }

    private static void unknown(Exchange exchange) {
        exchange.problem(Problem.notFound("recording with this id"));
    }

    private void list(Exchange exchange) {
        if (!exchange.method().equals("GET")) {
            exchange.methodNotAllowed("GET");
            return;
        }
        Criteria criteria;
        try {
            criteria = criteria(exchange.request().params());
        } catch (IllegalArgumentException e) {
            exchange.problem(Problem.badRequest("query", String.valueOf(e.getMessage())));
            return;
        }
        exchange.work(() -> find(criteria), found -> {
            if (found.isEmpty()) {
                exchange.problem(Problem.badRequest("cursor", "the cursor is none that this server gave"));
                return;
            }
            ObjectNode json = CanonicalJson.object();
            ArrayNode items = json.putArray("recordings");
            found.get().recordings().forEach(items::add);
            found.get().next().ifPresent(cursor -> json.put("next", cursor));
            exchange.json(200, json);
        });
    }

    private Optional<RecordingSearch.Result> find(Criteria criteria) {
        try {
            return Optional.of(search.find(criteria));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Criteria criteria(MultiMap query) {
        Map<Field, String> fields = new LinkedHashMap<>();
        for (String name : query.names()) {
            if (FILTERS.containsKey(name)) {
                fields.put(FILTERS.get(name), query.get(name));
            } else if (!OTHERS.contains(name)) {
                throw new IllegalArgumentException("unknown parameter \"" + name
                        + "\"; there are case, device, maker, party, from, to, state, cursor and limit");
            }
        }
        Optional<String> state = Optional.ofNullable(query.get("state"));
        if (state.isPresent() && !STATES.contains(state.get())) {
            throw new IllegalArgumentException(
                    "state is one of receiving, incomplete, complete, nothing-sealed, disposed, empty");
        }
        return new Criteria(
                fields,
                state,
                time(query, "from"),
                time(query, "to"),
                Optional.ofNullable(query.get("cursor")),
                limit(Optional.ofNullable(query.get("limit"))));
    }

    private static Optional<Instant> time(MultiMap query, String name) {
        String form = name + " is a time with an offset, like 2026-11-20T08:00:00Z or 2026-11-20T16:00:00%2B08:00";
        try {
            // A plus in a query is a space, unless somebody thought of writing %2B.
            Optional<Instant> time = Optional.ofNullable(query.get(name))
                    .map(text -> OffsetDateTime.parse(text.replace(' ', '+')).toInstant());
            if (time.isPresent() && !Metadata.inFourDigitYears(time.get())) {
                throw new IllegalArgumentException(form);
            }
            return time;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(form, e);
        }
    }

    private static int limit(Optional<String> text) {
        try {
            int limit = text.map(Integer::parseInt).orElse(LIMIT_USUAL);
            if (limit >= 1 && limit <= LIMIT_MAX) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("limit is a number from 1 to " + LIMIT_MAX, e);
        }
        throw new IllegalArgumentException("limit is a number from 1 to " + LIMIT_MAX);
    }

    private void one(Exchange exchange, String id) {
        switch (exchange.method()) {
            case "GET" ->
                exchange.work(
                        () -> known(id).map(recording -> new Shown(recording.version(), view.whole(recording))),
                        found -> show(exchange, found));
            case "PATCH" -> patch(exchange, id);
            default -> exchange.methodNotAllowed("GET, PATCH");
        }
    }

    private record Shown(int version, ObjectNode json) {}

    private void show(Exchange exchange, Optional<Shown> found) {
        if (found.isEmpty()) {
            unknown(exchange);
            return;
        }
        exchange.response().putHeader(HttpHeaders.ETAG, etag(found.get().version()));
        exchange.json(200, found.get().json());
    }

    private Optional<Recording> known(String id) {
        // Recordings are named as segments are; anything else was never one.
        return SegmentId.parse(id).flatMap(name -> recordings.find(name.toString()));
    }

    private static String etag(int version) {
        return "\"v" + version + "\"";
    }

    private void versions(Exchange exchange, String id) {
        if (!exchange.method().equals("GET")) {
            exchange.methodNotAllowed("GET");
            return;
        }
        exchange.work(() -> known(id).map(found -> recordings.versions(found.id())), found -> {
            if (found.isEmpty()) {
                unknown(exchange);
                return;
            }
            ObjectNode json = CanonicalJson.object();
            ArrayNode items = json.putArray("versions");
            found.get().forEach(version -> items.add(view.version(version)));
            exchange.json(200, json);
        });
    }

    private void patch(Exchange exchange, String id) {
        String ifMatch =
                Optional.ofNullable(exchange.request().getHeader("If-Match")).orElse("");
        Matcher version = ETAG.matcher(ifMatch.strip());
        if (!version.matches()) {
            exchange.problem(Problem.never(
                    428,
                    "if-match",
                    "Say which version you have seen",
                    "send If-Match with the ETag of the recording as you have read it, like If-Match: \"v3\""));
            return;
        }
        String type = Optional.ofNullable(exchange.request().getHeader("Content-Type"))
                .orElse("");
        if (!PATCH_TYPES.contains(type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT))) {
            exchange.problem(Problem.never(
                    415,
                    "content-type",
                    "Another content type",
                    "send a JSON Merge Patch (RFC 7396) as Content-Type: application/merge-patch+json"));
            return;
        }
        new SmallBody(exchange, PATCH_BYTES_MAX)
                .read(body -> change(exchange, id, Integer.parseInt(version.group(1)), body));
    }

    private void change(Exchange exchange, String id, int version, Buffer body) {
        ObjectNode patch;
        try {
            patch = CanonicalJson.readObject(body.getBytes());
        } catch (StorageException e) {
            exchange.problem(Problem.badRequest("json", "the body is " + e.getMessage()));
            return;
        }
        exchange.work(
                () -> SegmentId.parse(id).isPresent()
                        ? recordings.change(id, version, patch, exchange.actor())
                        : new Changed.Unknown(),
                changed -> changed(exchange, changed));
    }

    private void changed(Exchange exchange, Changed changed) {
        if (changed instanceof Changed.Done done) {
            exchange.work(
                    () -> Optional.of(new Shown(done.recording().version(), view.whole(done.recording()))),
                    shown -> show(exchange, shown));
        } else if (changed instanceof Changed.WrongVersion wrong) {
            exchange.response().putHeader(HttpHeaders.ETAG, etag(wrong.currentVersion()));
            exchange.problem(Problem.never(
                            412,
                            "version",
                            "Somebody else has changed it",
                            "read the recording again, look at what has changed, and send your change with its ETag")
                    .with("version", wrong.currentVersion()));
        } else if (changed instanceof Changed.Invalid invalid) {
            exchange.problem(Problem.never(422, "metadata", "The change makes no sense", sentence(invalid.errors())));
        } else {
            unknown(exchange);
        }
    }

    private static String sentence(List<String> errors) {
        return String.join("; ", errors);
    }
}
