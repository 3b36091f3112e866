package io.liuhen.server.docking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.docking.DockingDocuments.Listed;
import io.liuhen.server.docking.Fate.Proof;
import io.liuhen.server.records.PresentedFiles;
import io.liuhen.server.records.PresentedFiles.Presented;
import io.liuhen.server.records.Recordings;
import io.liuhen.server.records.Terms;
import io.liuhen.storage.Records;
import io.liuhen.storage.Segments;
import io.liuhen.storage.Uploads;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.DocumentIndex.Order;
import io.liuhen.storage.index.DocumentIndex.Query;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Term;
import io.liuhen.storage.index.UploadRow;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks for announced files among what has come. In doubt a file has not: whoever hears that it is stored may erase the
 * only copy. Thread-safe; blocks on the disk.
 */
final class Whereabouts {
    /** Recorders count their files from one again and again: so many of one name are looked at, newest first. */
    private static final int SAME_NAME_MAX = 64;

    private static final int SAME_BYTES_MAX = 16;

    /** The identity of all whom a trial serves. */
    private static final String ANONYMOUS = "anonymous:";

    private final Recordings recordings;
    private final PresentedFiles presented;
    private final Records records;
    private final Segments segments;
    private final Uploads uploads;
    private final DockingDocuments documents;
    private final Likeness likeness;
    private final Terms terms;

    Whereabouts(
            Recordings recordings,
            Records records,
            Segments segments,
            Uploads uploads,
            DockingDocuments documents,
            String unit,
            ZoneId zone) {
        this.recordings = recordings;
        this.presented = new PresentedFiles(records, unit);
        this.records = records;
        this.segments = segments;
        this.uploads = uploads;
        this.documents = documents;
        this.likeness = new Likeness(zone);
        this.terms = new Terms(unit);
    }

    /**
     * Bytes of the same length that came under the same name.
     *
     * @param since when it was begun, or brought again
     * @param words of its device
     */
    private record Candidate(SegmentRow segment, Instant since, Map<String, String> words) {}

    Fate of(Docking docking, AnnouncedFile file) {
        Optional<Fate> here = file.sha256().flatMap(digest -> byBytes(docking.device(), digest, file.lengthBytes()));
        if (here.isPresent()) {
            return here.get();
        }
        List<Presented> brought = presented.ofName(docking.device(), file.name(), SAME_NAME_MAX);
        List<SegmentId> sent = recordings.ofFile(docking.device(), file.name(), SAME_NAME_MAX);
        Optional<SegmentId> alike = Optional.empty();
        for (Candidate candidate : candidates(brought, sent, file)) {
            Optional<Proof> proof = proof(docking, file, candidate);
            if (proof.isPresent()) {
                return new Fate.Stored(candidate.segment().id(), proof.get());
            }
            alike = alike.or(() ->
                    file.sha256().isEmpty() ? Optional.of(candidate.segment().id()) : Optional.empty());
        }
        Optional<SegmentId> hint = alike.or(() -> ofNobody(docking, file));
        return onItsWay(sent, file).orElseGet(() -> new Fate.Missing(hint));
    }

    /** What has the very bytes is the file, under whatever name it came. */
    private Optional<Fate> byBytes(String device, Sha256 digest, long lengthBytes) {
        return Stream.concat(
                        sealed(terms.bytes(device, digest)),
                        presented.ofBytes(device, digest, SAME_BYTES_MAX).stream()
                                .flatMap(one -> segments.find(one.segment()).stream()))
                .filter(segment ->
                        whole(segment, lengthBytes) && segment.sha256().equals(digest))
                .findFirst()
                .map(segment -> new Fate.Stored(segment.id(), Proof.SHA256));
    }

    private Stream<SegmentRow> sealed(Term term) {
        Query query = new Query(
                Facts.SEGMENT,
                term,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                SAME_BYTES_MAX,
                Order.NEWEST_FIRST);
        return records.find(query).hits().stream()
                .flatMap(hit -> SegmentId.parse(hit.id()).stream())
                .flatMap(id -> segments.find(id).stream());
    }

    private static boolean whole(SegmentRow segment, long lengthBytes) {
        return segment.kind() == SegmentKind.COMPLETE && segment.lengthBytes() == lengthBytes;
    }

    private List<Candidate> candidates(List<Presented> brought, List<SegmentId> sent, AnnouncedFile file) {
        List<Candidate> candidates = new ArrayList<>();
        for (Presented one : brought) {
            segments.find(one.segment())
                    .filter(segment -> whole(segment, file.lengthBytes()))
                    .ifPresent(segment -> candidates.add(new Candidate(segment, one.at(), one.said())));
        }
        for (SegmentId id : sent) {
            segments.find(id)
                    .filter(segment -> whole(segment, file.lengthBytes()))
                    .ifPresent(segment ->
                            candidates.add(new Candidate(segment, segment.createdAt(), words(segment.attributes()))));
        }
        return candidates;
    }

    private static Map<String, String> words(ObjectNode attributes) {
        Map<String, String> words = new LinkedHashMap<>();
        attributes
                .path("received")
                .properties()
                .forEach(word -> words.put(word.getKey(), word.getValue().asText()));
        return words;
    }

    private Optional<Proof> proof(Docking docking, AnnouncedFile file, Candidate candidate) {
        if (file.sha256().isPresent()) {
            return file.sha256().filter(candidate.segment().sha256()::equals).map(same -> Proof.SHA256);
        }
        if (likeness.agree(file, candidate.words())) {
            return Optional.of(Proof.MODIFIED_AT);
        }
        boolean sentAfter = !candidate.since().isBefore(docking.announcedAt())
                && !likeness.contradict(file, candidate.words())
                && !namesAnother(docking, file, candidate.since());
        return sentAfter ? Optional.of(Proof.SENT_AFTER) : Optional.empty();
    }

    /** Whether the device has had another file of this name by then, as it announced itself: that one may have come. */
    private boolean namesAnother(Docking docking, AnnouncedFile file, Instant until) {
        List<Listed> since =
                documents.listings(docking.device(), file.name(), docking.announcedAt(), until, SAME_NAME_MAX);
        return since.size() == SAME_NAME_MAX
                || since.stream()
                        // Of one docking there may be several announcements, and a second one of whoever heard no
                        // answer.
                        .filter(listed -> !listed.dockedAt()
                                .equals(docking.circumstances().dockedAt()))
                        .anyMatch(listed -> !likeness.same(file, listed.file()));
    }

    /** Bytes that whoever announced the file has sent without saying of which device they are. */
    private Optional<SegmentId> ofNobody(Docking docking, AnnouncedFile file) {
        return file.sha256().stream()
                .flatMap(digest -> sealed(terms.of("sha256", digest.toString())))
                .filter(segment -> whole(segment, file.lengthBytes()))
                .filter(segment ->
                        segment.attributes().at("/received/device").asText().isBlank())
                .filter(segment -> sender(segment).equals(docking.announcedBy()))
                .map(SegmentRow::id)
                .findFirst();
    }

    private static String sender(SegmentRow segment) {
        JsonNode sender = segment.attributes().path("sender");
        return sender.isObject()
                ? sender.path("kind").asText() + ":" + sender.path("name").asText()
                : ANONYMOUS;
    }

    private Optional<Fate> onItsWay(List<SegmentId> sent, AnnouncedFile file) {
        return sent.stream()
                .filter(id -> segments.find(id).isEmpty())
                .flatMap(id -> uploads.find(id).toCompletableFuture().join().stream())
                .filter(upload -> upload.phase() == UploadRow.Phase.OPEN)
                .filter(upload -> upload.declaredLengthBytes().orElse(file.lengthBytes()) == file.lengthBytes())
                .filter(upload -> !declaresAnother(upload, file))
                .findFirst()
                .map(upload -> new Fate.Receiving(upload.id(), upload.offsetBytes()));
    }

    private boolean declaresAnother(UploadRow upload, AnnouncedFile file) {
        Map<String, String> words = words(upload.attributes());
        Optional<Sha256> declared =
                Sha256.parse(words.getOrDefault("sha256", "").strip());
        return likeness.contradict(file, words)
                || (declared.isPresent() && file.sha256().isPresent() && !declared.equals(file.sha256()));
    }
}
