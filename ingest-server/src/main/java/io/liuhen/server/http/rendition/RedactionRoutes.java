package io.liuhen.server.http.rendition;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.access.Action;
import io.liuhen.server.access.Target;
import io.liuhen.server.config.Nearest;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.SmallBody;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.rendition.Copies;
import io.liuhen.server.rendition.EditList;
import io.liuhen.server.rendition.Profile;
import io.liuhen.server.rendition.Profiles;
import io.liuhen.server.rendition.Redaction;
import io.liuhen.server.rendition.Redactions;
import io.liuhen.server.rendition.Redactions.Asked;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code POST /recordings/{id}/redactions}: what is to be hidden, and copies made so; {@code GET}: what was hidden, why, by
 * whom, and what became of the copies. Thread-safe.
 */
public final class RedactionRoutes {
    private static final int BODY_BYTES_MAX = 512 << 10;
    private static final List<String> KNOWN = List.of("why", "profile", "segments");

    private final Redactions redactions;
    private final Copies copies;
    private final Profiles profiles;
    private final Runnable wake;

    /**
     * Routes.
     *
     * @param wake tells the pipeline that there is work
     */
    public RedactionRoutes(Redactions redactions, Copies copies, Profiles profiles, Runnable wake) {
        this.redactions = redactions;
        this.copies = copies;
        this.profiles = profiles;
        this.wake = wake;
    }

    /** Adds the routes. */
    public void mount(Doors doors) {
        String all = "/recordings/:id/redactions";
        doors.open(
                all, door(exchange -> exchange.method().equals("POST") ? Action.REDACT : Action.READ_COPY), this::all);
        doors.open(all + "/:version", door(exchange -> Action.READ_COPY), this::one);
    }

    private static Door door(Function<Exchange, Action> action) {
        return Door.of(action)
                .to(
                        exchange -> SegmentId.parse(exchange.pathParam("id"))
                                .<Target>map(Target.Subject::new)
                                .orElseGet(Target.Whole::new),
                        RedactionRoutes::unknown);
    }

    private static void unknown(Exchange exchange) {
        exchange.problem(Problem.notFound("redaction of a recording with this id"));
    }

    private void all(Exchange exchange) {
        switch (exchange.method()) {
            case "GET" -> exchange.work(() -> list(exchange.pathParam("id")), json -> exchange.json(200, json));
            case "POST" -> new SmallBody(exchange, BODY_BYTES_MAX).read(body -> asked(exchange, body.getBytes()));
            default -> exchange.methodNotAllowed("GET, POST");
        }
    }

    private ObjectNode list(String recording) {
        ObjectNode json = CanonicalJson.object();
        ArrayNode list = json.putArray("redactions");
        redactions.versions(recording).forEach(redaction -> list.add(json(redaction)));
        return json;
    }

    private void one(Exchange exchange) {
        if (!exchange.method().equals("GET")) {
            exchange.methodNotAllowed("GET");
            return;
        }
        String version = exchange.pathParam("version");
        exchange.work(
                () -> version.matches("[1-9][0-9]{0,8}")
                        ? redactions
                                .find(exchange.pathParam("id"), Integer.parseInt(version))
                                .map(this::whole)
                        : Optional.<ObjectNode>empty(),
                found -> found.ifPresentOrElse(json -> exchange.json(200, json), () -> unknown(exchange)));
    }

    private void asked(Exchange exchange, byte[] body) {
        ObjectNode json;
        try {
            json = CanonicalJson.readObject(body);
        } catch (StorageException e) {
            exchange.problem(Problem.badRequest("json", "send a JSON object: " + e.getMessage()));
            return;
        }
        try {
            Optional<String> strange = unknownName(json);
            if (strange.isPresent()) {
                throw new IllegalArgumentException(
                        "there is no \"" + strange.get() + "\" here" + Nearest.sentence(strange.get(), KNOWN));
            }
            String why = json.path("why").asText().strip();
            if (why.isEmpty() || why.length() > Redaction.WHY_MAX) {
                throw new IllegalArgumentException(
                        "why says in 1 to " + Redaction.WHY_MAX + " characters why it is hidden");
            }
            Profile profile = json.has("profile")
                    ? profiles.forEverybody(json.path("profile").asText())
                    : profiles.forProxies();
            add(exchange, why, profile, EditList.read(json.path("segments")));
        } catch (IllegalArgumentException | EditList.WrongException e) {
            wrong(exchange, String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> unknownName(ObjectNode json) {
        return json.properties().stream()
                .map(member -> member.getKey())
                .filter(name -> !KNOWN.contains(name))
                .findFirst();
    }

    private static void wrong(Exchange exchange, String why) {
        exchange.problem(Problem.never(422, "redaction", "The redaction makes no sense", why));
    }

    private void add(Exchange exchange, String why, Profile profile, EditList edits) {
        exchange.work(
                () -> redactions.add(
                        exchange.pathParam("id"),
                        why,
                        profile,
                        edits,
                        exchange.caller().identity(),
                        exchange.actor()),
                asked -> {
                    if (asked instanceof Asked.Done done) {
                        wake.run();
                        kept(exchange, done.redaction());
                    } else if (asked instanceof Asked.Wrong wrong) {
                        wrong(exchange, wrong.why());
                    } else {
                        unknown(exchange);
                    }
                });
    }

    private void kept(Exchange exchange, Redaction redaction) {
        exchange.work(() -> json(redaction), json -> {
            exchange.response()
                    .putHeader(
                            HttpHeaders.LOCATION,
                            "/recordings/" + redaction.recording() + "/redactions/" + redaction.version());
            exchange.json(201, json);
        });
    }

    private ObjectNode json(Redaction redaction) {
        ObjectNode json = CanonicalJson.object()
                .put("recording", redaction.recording())
                .put("version", redaction.version())
                .put("at", redaction.at().toString())
                .put("why", redaction.why())
                .put("by", redaction.by())
                .put("profile", redaction.profile())
                .put("sha256", redaction.sha256().toString());
        ArrayNode made = json.putArray("copies");
        for (EditList.Part part : redaction.edits().parts()) {
            String href = "/segments/" + part.segment() + "/copies/" + redaction.copyName();
            made.addObject()
                    .put("segment", part.segment().toString())
                    .put(
                            "state",
                            copies.find(part.segment(), redaction.copyName())
                                    .map(copy -> copy.state().toString())
                                    .orElse("unknown"))
                    .put("href", href);
        }
        return json;
    }

    private ObjectNode whole(Redaction redaction) {
        ObjectNode json = json(redaction);
        json.set("segments", redaction.edits().json());
        return json;
    }
}
