package io.liuhen.server.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.server.rendition.Copies;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentIndex;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.NewJob;
import io.liuhen.storage.index.SegmentRow;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which jobs a segment lacks according to its documents, for an index that is made again: jobs themselves are in no file.
 * A job of which no report tells is done again; one that was given up has its report, and is not.
 */
public final class MissingJobs {
    private static final int PRIORITY_ASKED_FOR = 1;
    private static final int PRIORITY_KEY_MARKED = 2;
    private static final int PRIORITY_USUAL = 5;

    /** Which report tells what became of which job. */
    static final Map<String, String> REPORTS = Map.of(
            VerifyStep.KIND, SegmentReports.VERIFICATION,
            ProbeStep.KIND, SegmentReports.MEDIA,
            PosterStep.KIND, SegmentReports.POSTER,
            ProxyStep.KIND, SegmentReports.PROXY);

    private final Instant now;

    /** @param now when they are due */
    public MissingJobs(Instant now) {
        this.now = now;
    }

    /** The steps whose turn it is: each begins when the report of the one before is good. */
    public List<NewJob> due(SegmentRow segment, DocumentIndex documents) {
        Optional<ObjectNode> verification = report(SegmentReports.VERIFICATION, segment.id(), documents);
        if (verification.isEmpty()) {
            return List.of(job(VerifyStep.KIND, segment));
        }
        if (!verification.get().path("state").asText().equals("verified")) {
            return List.of();
        }
        Optional<ObjectNode> media = report(SegmentReports.MEDIA, segment.id(), documents);
        if (media.isEmpty()) {
            return List.of(job(ProbeStep.KIND, segment));
        }
        List<NewJob> derived = new ArrayList<>();
        if (media.get().path("state").asText().equals("done")) {
            String kind = media.get().at("/facts/kind").asText();
            if (!kind.equals("AUDIO")
                    && report(SegmentReports.POSTER, segment.id(), documents).isEmpty()) {
                derived.add(job(PosterStep.KIND, segment));
            }
            if (!kind.equals("PHOTO")
                    && report(SegmentReports.PROXY, segment.id(), documents).isEmpty()) {
                derived.add(job(ProxyStep.KIND, segment));
            }
        }
        return derived;
    }

    private static Optional<ObjectNode> report(String kind, SegmentId id, DocumentIndex documents) {
        return documents.newest(new DocumentKey(kind, id.toString())).map(Document::body);
    }

    private NewJob job(String kind, SegmentRow segment) {
        boolean keyMarked =
                !segment.attributes().at("/received/keyMark").asText().isBlank();
        return new NewJob(new JobKey(kind, segment.id()), keyMarked ? PRIORITY_KEY_MARKED : PRIORITY_USUAL, now);
    }

    /** The job that an operator has asked for in this entry, unless a report has come since. */
    public List<NewJob> asked(ObjectNode leaf, DocumentIndex documents) {
        if (leaf.path("deed").asText().equals(Deed.COPY_ORDERED.toString())) {
            return ordered(leaf, documents);
        }
        if (!leaf.path("deed").asText().equals(Deed.ASKED_AGAIN.toString())) {
            return List.of();
        }
        String kind = leaf.at("/facts/job").asText();
        Optional<SegmentId> id = SegmentId.parse(leaf.at("/subjects/0").asText());
        String report = REPORTS.get(kind);
        if (id.isEmpty() || report == null) {
            return List.of();
        }
        boolean reported = documents
                .newest(new DocumentKey(report, id.get().toString()))
                .filter(document -> document.at().isAfter(askedAt(leaf)))
                .isPresent();
        return reported ? List.of() : List.of(new NewJob(new JobKey(kind, id.get()), PRIORITY_ASKED_FOR, now));
    }

    private List<NewJob> ordered(ObjectNode leaf, DocumentIndex documents) {
        Optional<SegmentId> id = SegmentId.parse(leaf.at("/subjects/0").asText());
        boolean queued = id.isPresent()
                && Copies.isQueued(id.get(), leaf.at("/facts/copy").asText(), documents);
        return queued ? List.of(new NewJob(new JobKey(Copies.JOB, id.get()), PRIORITY_ASKED_FOR, now)) : List.of();
    }

    private static Instant askedAt(ObjectNode leaf) {
        try {
            return Instant.parse(leaf.path("at").asText());
        } catch (DateTimeException e) {
            // No reason to forget the job.
            return Instant.MAX;
        }
    }
}
