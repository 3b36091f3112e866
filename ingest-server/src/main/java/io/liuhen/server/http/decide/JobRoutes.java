package io.liuhen.server.http.decide;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.pipeline.JobRequests;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.vertx.ext.web.Router;
import java.util.Optional;
import java.util.concurrent.Executor;

/** {@code POST /segments/{id}/jobs/{kind}}: a job that was given up, or done, is done again. Thread-safe. */
public final class JobRoutes {
    private final JobRequests jobs;
    private final OperatorToken token;
    private final Executor workers;

    public JobRoutes(JobRequests jobs, OperatorToken token, Executor workers) {
        this.jobs = jobs;
        this.token = token;
        this.workers = workers;
    }

    /** Adds the route. */
    public void mount(Router router) {
        router.route("/segments/:id/jobs/:kind")
                .handler(routing ->
                        again(Exchange.of(routing, workers), routing.pathParam("id"), routing.pathParam("kind")));
    }

    private void again(Exchange exchange, String id, String kind) {
        if (!exchange.method().equals("POST")) {
            exchange.methodNotAllowed("POST");
            return;
        }
        if (!token.admits(exchange)) {
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
                exchange.problem(Problem.notFound("segment with this id"));
            }
        });
    }
}
