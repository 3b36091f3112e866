package io.liuhen.server.pipeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.Jobs;
import io.liuhen.storage.Segments;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.JobRow;
import java.util.Comparator;
import java.util.Optional;

/** The jobs of a segment, as the API shows them. Thread-safe; blocks on the disk. */
public final class JobsView {
    private final Segments segments;
    private final Jobs jobs;
    private final Underway underway;

    public JobsView(Segments segments, Jobs jobs, Underway underway) {
        this.segments = segments;
        this.jobs = jobs;
        this.underway = underway;
    }

    /** All jobs that a segment ever had, in the order in which they follow; empty if there is no such segment. */
    public Optional<ObjectNode> of(SegmentId id) {
        return segments.find(id).map(segment -> {
            ObjectNode json = CanonicalJson.object().put("segment", id.toString());
            ArrayNode list = json.putArray("jobs");
            jobs.about(id).stream()
                    .filter(row -> JobRequests.KINDS.contains(row.key().kind()))
                    .sorted(Comparator.comparingInt(
                            row -> JobRequests.KINDS.indexOf(row.key().kind())))
                    .map(this::json)
                    .forEach(list::add);
            return json;
        });
    }

    private ObjectNode json(JobRow row) {
        ObjectNode json = CanonicalJson.object()
                .put("job", row.key().kind())
                .put("state", word(row.state()))
                .put("priority", row.priority())
                .put("takes", row.takes())
                .put("failures", row.failures());
        if (!row.reason().isEmpty()) {
            json.put("reason", row.reason());
        }
        if (row.state() == JobRow.State.WAITING) {
            json.put("notBefore", row.runAt().toString());
        }
        if (row.state() == JobRow.State.LEASED) {
            underway.progress(row.key()).ifPresent(progress -> {
                json.put("percent", progress.percent());
                progress.secondsLeft().ifPresent(seconds -> json.put("secondsLeft", seconds));
            });
        }
        return json;
    }

    private static String word(JobRow.State state) {
        return switch (state) {
            case WAITING -> "queued";
            case LEASED -> "running";
            case DONE -> "done";
            case PARKED -> "given-up";
        };
    }
}
