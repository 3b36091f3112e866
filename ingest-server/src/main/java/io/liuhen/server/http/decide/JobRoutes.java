package io.liuhen.server.http.decide;

import io.liuhen.server.access.Action;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.http.door.SegmentDoor;
import io.liuhen.server.pipeline.JobRequests;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import java.util.Optional;

/** {@code POST /segments/{id}/jobs/{kind}}: a job that was given up, or done, is done again. Thread-safe. */
public final class JobRoutes {
    private final JobRequests jobs;

    public JobRoutes(JobRequests jobs) {
        this.jobs = jobs;
    }

    /** Adds the route. */
    public void mount(Doors doors) {
        doors.open(
                "/segments/:id/jobs/:kind",
                SegmentDoor.of(Door.of(Action.RUN_JOBS)),
                exchange -> again(exchange, exchange.pathParam("id"), exchange.pathParam("kind")));
    }

    private void again(Exchange exchange, String id, String kind) {
        if (!exchange.method().equals("POST")) {
            exchange.methodNotAllowed("POST");
            return;
        }
        Optional<SegmentId> segment = SegmentId.parse(id);
        if (segment.isEmpty() || !JobRequests.KINDS.contains(kind)) {
            exchange.problem(Problem.notFound("job of this kind; there are " + String.join(", ", JobRequests.KINDS)));
            return;
        }
        exchange.work(() -> jobs.again(segment.get(), kind, exchange.actor()), asked -> {
            if (asked) {
                exchange.json(
                        202,
                        CanonicalJson.object()
                                .put("segment", id)
                                .put("job", kind)
                                .put("state", "queued"));
            } else {
                SegmentDoor.unknown(exchange);
            }
        });
    }
}
