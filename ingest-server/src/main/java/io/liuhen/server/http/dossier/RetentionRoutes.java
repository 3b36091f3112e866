package io.liuhen.server.http.dossier;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.access.Action;
import io.liuhen.server.duty.Duties;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.policy.Retention;
import io.liuhen.server.policy.rule.Citation;
import io.liuhen.server.records.Keepings;
import io.liuhen.server.records.Recordings;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code /recordings/ID/retention}: how long a recording is kept, and why. Thread-safe. */
public final class RetentionRoutes {
    private final Recordings recordings;
    private final Keepings keepings;
    private final Duties duties;

    public RetentionRoutes(Recordings recordings, Keepings keepings, Duties duties) {
        this.recordings = recordings;
        this.keepings = keepings;
        this.duties = duties;
    }

    /** Adds the routes. */
    public void mount(Doors doors) {
        doors.open("/recordings/:id/retention", Door.of(Action.SEE_KEEPING), this::show);
    }

    private void show(Exchange exchange) {
        if (!exchange.method().equals("GET")) {
            exchange.methodNotAllowed("GET");
            return;
        }
        exchange.work(
                () -> SegmentId.parse(exchange.pathParam("id"))
                        .flatMap(id -> recordings.find(id.toString()))
                        .map(recording -> json(recording.id())),
                found -> found.ifPresentOrElse(
                        json -> exchange.json(200, json),
                        () -> exchange.problem(Problem.notFound("recording with this id"))));
    }

    /** The longest of its terms counts, and whatever speaks against one of them speaks against it. */
    private ObjectNode json(String recording) {
        boolean held = recordings.members(recording).stream()
                .anyMatch(member -> keepings.find(member.segment())
                        .map(keeping -> !keeping.holds().isEmpty())
                        .orElse(false));
        List<Retention> terms = duties.retention(recording, held);
        ObjectNode json = CanonicalJson.object()
                .put("held", held)
                .put("proposable", terms.stream().allMatch(Retention::proposable));
        Set<String> reasons = new LinkedHashSet<>();
        Set<Citation> cites = new LinkedHashSet<>();
        terms.forEach(term -> {
            reasons.addAll(term.reasons());
            cites.addAll(term.cites());
        });
        if (terms.stream().allMatch(term -> term.until().isPresent())) {
            terms.stream()
                    .map(Retention::until)
                    .flatMap(Optional::stream)
                    .max(Instant::compareTo)
                    .ifPresent(until -> json.put("until", until.toString()));
        }
        reasons.forEach(json.putArray("reasons")::add);
        ArrayNode list = json.putArray("cites");
        cites.forEach(cite -> list.addObject().put("article", cite.article()).put("words", cite.words()));
        return json;
    }
}
