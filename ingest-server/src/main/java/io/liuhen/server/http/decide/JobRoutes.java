package io.liuhen.server.http.decide;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.access.Action;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.SmallBody;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.http.door.SegmentDoor;
import io.liuhen.server.pipeline.JobRequests;
import io.liuhen.server.pipeline.JobsView;
import io.liuhen.server.rendition.Profile;
import io.liuhen.server.rendition.Profiles;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import java.util.Optional;

/**
 * {@code GET /segments/{id}/jobs}: which jobs wait, run, are done or were given up. {@code POST} and {@code DELETE
 * /segments/{id}/jobs/{kind}}: one is done again, or left undone. Thread-safe.
 */
public final class JobRoutes {
    private static final int BODY_BYTES_MAX = 4 << 10;

    private final JobRequests jobs;
    private final JobsView view;
    private final Profiles profiles;

    public JobRoutes(JobRequests jobs, JobsView view, Profiles profiles) {
        this.jobs = jobs;
        this.view = view;
        this.profiles = profiles;
    }

    /** Adds the routes. */
    public void mount(Doors doors) {
        doors.open("/segments/:id/jobs", SegmentDoor.of(Door.of(Action.SEE_JOBS)), this::list);
        doors.open("/segments/:id/jobs/:kind", SegmentDoor.of(Door.of(Action.RUN_JOBS)), this::one);
    }

    private void list(Exchange exchange) {
        if (!exchange.method().equals("GET")) {
            exchange.methodNotAllowed("GET");
            return;
        }
        Optional<SegmentId> segment = SegmentId.parse(exchange.pathParam("id"));
        if (segment.isEmpty()) {
            SegmentDoor.unknown(exchange);
            return;
        }
        exchange.work(() -> view.of(segment.get()), found -> {
            if (found.isPresent()) {
                exchange.json(200, found.get());
            } else {
                SegmentDoor.unknown(exchange);
            }
        });
    }

    private void one(Exchange exchange) {
        String kind = exchange.pathParam("kind");
        if (!exchange.method().equals("POST") && !exchange.method().equals("DELETE")) {
            exchange.methodNotAllowed("POST, DELETE");
            return;
        }
        Optional<SegmentId> segment = SegmentId.parse(exchange.pathParam("id"));
        if (segment.isEmpty() || !JobRequests.KINDS.contains(kind)) {
            exchange.problem(Problem.notFound("job of this kind; there are " + String.join(", ", JobRequests.KINDS)));
            return;
        }
        if (exchange.method().equals("POST")) {
            again(exchange, segment.get(), kind);
        } else {
            cancel(exchange, segment.get(), kind);
        }
    }

    private void again(Exchange exchange, SegmentId id, String kind) {
        new SmallBody(exchange, BODY_BYTES_MAX).read(body -> {
            try {
                again(exchange, id, kind, profile(kind, body.getBytes()));
            } catch (IllegalArgumentException e) {
                exchange.problem(Problem.never(422, "profile", "Not such a profile", String.valueOf(e.getMessage())));
            } catch (StorageException e) {
                exchange.problem(Problem.badRequest("json", "send nothing, or a JSON object: " + e.getMessage()));
            }
        });
    }

    /** That which the body asks for; a body of nothing asks for none. */
    private Optional<Profile> profile(String kind, byte[] body) {
        if (body.length == 0) {
            return Optional.empty();
        }
        ObjectNode json = CanonicalJson.readObject(body);
        if (json.isEmpty()) {
            return Optional.empty();
        }
        if (!json.path("profile").isTextual() || json.size() > 1 || !kind.equals(JobRequests.WITH_PROFILE)) {
            throw new IllegalArgumentException("a job of kind " + JobRequests.WITH_PROFILE
                    + " takes {\"profile\": \"NAME\"}; nothing else, and no other kind, takes anything");
        }
        return Optional.of(profiles.forEverybody(json.path("profile").asText()));
    }

    private void again(Exchange exchange, SegmentId id, String kind, Optional<Profile> profile) {
        exchange.work(() -> jobs.again(id, kind, profile, exchange.actor()), asked -> {
            if (asked) {
                exchange.json(202, state(id, kind, "queued"));
            } else {
                SegmentDoor.unknown(exchange);
            }
        });
    }

    private void cancel(Exchange exchange, SegmentId id, String kind) {
        if (!JobRequests.CANCELLABLE.contains(kind)) {
            exchange.problem(Problem.never(
                    409,
                    "not-cancellable",
                    "Not cancellable",
                    "A " + kind + " cannot be cancelled; what can be is "
                            + String.join(", ", JobRequests.CANCELLABLE)));
            return;
        }
        exchange.work(() -> jobs.cancel(id, kind, exchange.actor()), became -> {
            if (became == JobRequests.Cancelling.CANCELLED) {
                exchange.json(200, state(id, kind, "given-up"));
            } else {
                exchange.problem(Problem.never(
                        409,
                        "not-under-way",
                        "Not under way",
                        "This job neither waits nor runs; GET /segments/" + id + "/jobs tells what became of it"));
            }
        });
    }

    private static ObjectNode state(SegmentId id, String kind, String state) {
        return CanonicalJson.object()
                .put("segment", id.toString())
                .put("job", kind)
                .put("state", state);
    }
}
