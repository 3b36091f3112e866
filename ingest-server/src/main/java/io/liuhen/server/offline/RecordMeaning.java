package io.liuhen.server.offline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.pipeline.MissingJobs;
import io.liuhen.server.records.Recordings;
import io.liuhen.storage.index.DocumentIndex;
import io.liuhen.storage.index.NewJob;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Tombstone;
import io.liuhen.storage.rebuild.Meaning;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What this server's documents and entries mean to a rebuild. */
final class RecordMeaning implements Meaning {
    private final MissingJobs missing;

    /** @param now when jobs that are missing are due */
    RecordMeaning(Instant now) {
        missing = new MissingJobs(now);
    }

    @Override
    public String uploadKind() {
        return Recordings.MEMBER;
    }

    @Override
    public List<String> subjects(ObjectNode leaf) {
        List<String> subjects = new ArrayList<>();
        for (JsonNode subject : leaf.path("subjects")) {
            subjects.add(subject.asText());
        }
        return subjects;
    }

    @Override
    public List<NewJob> due(SegmentRow segment, DocumentIndex documents) {
        return missing.due(segment, documents);
    }

    @Override
    public List<NewJob> asked(ObjectNode leaf, DocumentIndex documents) {
        return missing.asked(leaf, documents).stream()
                .filter(job ->
                        documents.newest(Tombstone.key(job.key().subject())).isEmpty())
                .toList();
    }
}
