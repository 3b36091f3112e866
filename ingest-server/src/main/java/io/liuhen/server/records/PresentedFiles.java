package io.liuhen.server.records;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.Records;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentIndex.Order;
import io.liuhen.storage.index.DocumentIndex.Query;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Term;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Files that devices have and that were not sealed again, because their bytes are here: which segment stands in for each.
 * One document for each file, by device, name and digest, with a version for each time that it was brought. Thread-safe;
 * blocks on the disk.
 */
public final class PresentedFiles {
    private static final String KIND = "presented";
    private static final String SEGMENT = "segment";
    private static final String SAID = "said";
    private static final int SCHEMA = 1;

    /** What tells one file of a name from the next of that name. */
    private static final List<String> KEPT =
            List.of(Field.SEQUENCE.text(), Field.MADE_AT.text(), Field.ENDED_AT.text(), "fileModifiedAt", "modifiedAt");

    private final Records records;
    private final String unit;
    private final Terms terms;

    /** @param unit whose devices are meant */
    public PresentedFiles(Records records, String unit) {
        this.records = records;
        this.unit = unit;
        this.terms = new Terms(unit);
    }

    /**
     * A file that was brought.
     *
     * @param segment that has its bytes
     * @param at when it was brought last
     * @param said what its device has said of it then, as far as that tells it from others of its name
     */
    public record Presented(SegmentId segment, Instant at, Map<String, String> said) {}

    /**
     * That a file of these words was brought now; nothing where they name no device. Goes with what is recorded of it.
     *
     * @param segment that has its bytes
     */
    public Facts brought(Map<String, String> received, SegmentRow segment, Instant at) {
        String device = received.getOrDefault(Field.DEVICE.text(), "");
        if (device.isBlank()) {
            return Facts.none();
        }
        String name = received.getOrDefault(Field.FILENAME.text(), "");
        ObjectNode file = CanonicalJson.object()
                .put("unit", unit)
                .put("device", device)
                .put("name", name)
                .put("sha256", segment.sha256().toString());
        DocumentKey key =
                new DocumentKey(KIND, Sha256.digestOf(CanonicalJson.write(file)).toString());
        ObjectNode body = CanonicalJson.object()
                .put("schema", SCHEMA)
                .put(SEGMENT, segment.id().toString());
        ObjectNode said = body.putObject(SAID);
        KEPT.stream()
                .filter(word -> !received.getOrDefault(word, "").isBlank())
                .forEach(word -> said.put(word, received.get(word)));
        List<Term> found = new ArrayList<>(List.of(terms.bytes(device, segment.sha256())));
        if (!name.isEmpty()) {
            found.add(terms.file(device, name));
        }
        int version = records.newest(key).map(Document::version).orElse(0) + 1;
        return Facts.of(new Document(key, version, at, at, body, found));
    }

    /** Files of this name of one device, newest first. */
    public List<Presented> ofName(String device, String name, int limit) {
        return find(terms.file(device, name), limit);
    }

    /** Files with these bytes of one device, newest first. */
    public List<Presented> ofBytes(String device, Sha256 sha256, int limit) {
        return find(terms.bytes(device, sha256), limit);
    }

    private List<Presented> find(Term term, int limit) {
        Query query =
                new Query(KIND, term, Optional.empty(), Optional.empty(), Optional.empty(), limit, Order.NEWEST_FIRST);
        return records.find(query).hits().stream()
                .flatMap(hit -> records.newest(new DocumentKey(KIND, hit.id())).stream())
                .flatMap(document -> presented(document).stream())
                .toList();
    }

    private static Optional<Presented> presented(Document document) {
        Map<String, String> said = new LinkedHashMap<>();
        document.body()
                .path(SAID)
                .properties()
                .forEach(word -> said.put(word.getKey(), word.getValue().asText()));
        return SegmentId.parse(document.body().path(SEGMENT).asText())
                .map(segment -> new Presented(segment, document.at(), said));
    }
}
