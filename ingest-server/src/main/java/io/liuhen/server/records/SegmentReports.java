package io.liuhen.server.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.Records;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Term;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was learnt about a segment after its seal, each as a document with versions: whether its bytes are intact, what
 * its media are, which files were made of it. Thread-safe; blocks on the disk.
 */
public final class SegmentReports {
    /** Whether the bytes are intact. */
    public static final String VERIFICATION = "verification";
    /** What probing found. */
    public static final String MEDIA = "media";
    /** The picture. */
    public static final String POSTER = "poster";
    /** The copy for viewing. */
    public static final String PROXY = "proxy";
    /** Pictures of the whole recording on one sheet; made with the proxy, where there are pictures. */
    public static final String CONTACT_SHEET = "contact-sheet";
    /** The loudness of the whole recording; made with the proxy, where there is sound. */
    public static final String WAVEFORM = "waveform";

    /** What was seen and heard in the whole recording; made with the proxy. */
    public static final String CONTENT = "content";

    /** The state of a verification that has found every byte as it was sealed. */
    public static final String VERIFIED = "verified";

    /** The state of a verification that the disk did not allow. */
    public static final String UNREADABLE = "unreadable";

    /** The state of a verification that has found damage. */
    public static final String MISMATCH = "mismatch";

    private final Records records;

    public SegmentReports(Records records) {
        this.records = records;
    }

    /** Whether the bytes are known not to be what was sealed. */
    public boolean damaged(SegmentId id) {
        return find(VERIFICATION, id)
                .map(report -> report.path("state").asText().equals(MISMATCH))
                .orElse(false);
    }

    /** The newest report of one sort. */
    public Optional<ObjectNode> find(String kind, SegmentId id) {
        return records.newest(key(kind, id)).map(Document::body);
    }

    /** What was to be seen in the file and in what it shows, as it was found then. */
    public List<JsonNode> findings(SegmentId id) {
        List<JsonNode> found = new ArrayList<>();
        for (String kind : List.of(MEDIA, CONTENT)) {
            find(kind, id).ifPresent(report -> report.path("findings").forEach(found::add));
        }
        return found;
    }

    /** The next version of a report, to be committed with what it tells. */
    public Document next(String kind, SegmentId id, Instant at, ObjectNode body) {
        return next(kind, id, at, body, List.of());
    }

    /** As {@link #next(String, SegmentId, Instant, ObjectNode)}, to be found by terms as long as it is the newest. */
    public Document next(String kind, SegmentId id, Instant at, ObjectNode body, List<Term> terms) {
        int version = records.newest(key(kind, id)).map(Document::version).orElse(0) + 1;
        body.put("schema", 1);
        body.put("at", at.toString());
        return new Document(key(kind, id), version, at, at, body, terms);
    }

    /** A report that something is as it should be. */
    public static ObjectNode done() {
        return CanonicalJson.object().put("state", "done");
    }

    /** A report that something could not be done, and why. */
    public static ObjectNode failed(String state, String code, String detail) {
        return CanonicalJson.object().put("state", state).put("code", code).put("detail", detail);
    }

    private static DocumentKey key(String kind, SegmentId id) {
        return new DocumentKey(kind, id.toString());
    }
}
