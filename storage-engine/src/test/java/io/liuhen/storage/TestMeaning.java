package io.liuhen.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.DocumentIndex;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.NewJob;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.rebuild.Meaning;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What documents and entries of {@link StoreLife} mean. */
final class TestMeaning implements Meaning {
    @Override
    public String uploadKind() {
        return "member";
    }

    @Override
    public List<String> subjects(ObjectNode leaf) {
        List<String> subjects = new ArrayList<>();
        for (JsonNode subject : leaf.withArray("/subjects")) {
            subjects.add(subject.asText());
        }
        return subjects;
    }

    @Override
    public List<NewJob> due(SegmentRow segment, DocumentIndex documents) {
        return documents
                        .newest(new DocumentKey("verification", segment.id().toString()))
                        .isPresent()
                ? List.of()
                : List.of(new NewJob(new JobKey("verify", segment.id()), 5, Instant.EPOCH));
    }

    @Override
    public List<NewJob> asked(ObjectNode leaf, DocumentIndex documents) {
        if (!leaf.path("deed").asText().equals("asked-again")) {
            return List.of();
        }
        SegmentId id = SegmentId.parse(leaf.path("subjects").path(0).asText()).orElseThrow();
        return List.of(new NewJob(new JobKey("verify", id), 1, Instant.EPOCH));
    }
}
