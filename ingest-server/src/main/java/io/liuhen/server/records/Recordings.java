package io.liuhen.server.records;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.config.UnitConfig;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.records.Recording.Cause;
import io.liuhen.storage.Records;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentIndex.Order;
import io.liuhen.storage.index.DocumentIndex.Query;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.LedgerEntry;
import io.liuhen.storage.index.Term;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Recordings: how they form, how they are found, how they change. Thread-safe; every method blocks on the disk. */
public final class Recordings {
    /** The kind of the document that says to which recording a segment belongs; recorded with its upload's creation. */
    public static final String MEMBER = "member";

    private static final String TAKE = "take";
    private static final String FILE_NAME = "filename";
    private static final int SEGMENTS_MAX = 10_000;
    private static final int SCHEMA = 1;

    private final Records records;
    private final UnitConfig unit;
    private final Terms terms;
    private final Custody custody;
    private final IdGenerator ids;
    private final InstantSource clock;

    public Recordings(Records records, UnitConfig unit, Custody custody, IdGenerator ids, InstantSource clock) {
        this.records = records;
        this.unit = unit;
        this.terms = new Terms(unit.id());
        this.custody = custody;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Where a new segment belongs.
     *
     * @param recordingId the recording that it joins or begins
     * @param facts the documents that make it so; a conflict means that somebody else was faster, and to ask again
     */
    public record Place(String recordingId, Facts facts) {}

    /** A segment of a recording. */
    public record Member(SegmentId segment, Optional<Integer> sequence) {}

    /** What became of a change. */
    public sealed interface Changed {
        /** It is the newest version now. */
        record Done(Recording recording) implements Changed {}

        /** There is no such recording. */
        record Unknown() implements Changed {}

        /** It has another version than the caller has seen. */
        record WrongVersion(int currentVersion) implements Changed {}

        /** It makes no sense; what is wrong, as sentences. */
        record Invalid(List<String> errors) implements Changed {}
    }

    /**
     * The recording that a segment joins when its upload is created: the one that the same device has named, else one of
     * its own.
     */
    public Place place(SegmentId segment, Map<String, String> received, boolean trial, Actor actor) {
        Metadata metadata = Metadata.ofReceived(received);
        Instant now = clock.instant();
        Optional<DocumentKey> take = takeKey(metadata);
        Optional<Recording> known = take.flatMap(records::newest)
                .flatMap(document -> find(document.body().path("recording").asText()));
        String id = known.map(Recording::id).orElseGet(() -> ids.uuid().toString());
        List<Document> documents = new ArrayList<>();
        List<LedgerEntry> entries = new ArrayList<>();
        if (known.isPresent()) {
            // Once a person has set it right, no later segment of the take changes it, or brings back what was taken
            // out.
            Metadata filled = known.get().cause() == Cause.DEVICE
                    ? known.get().metadata().filledFrom(metadata)
                    : known.get().metadata();
            if (!filled.equals(known.get().metadata())) {
                Recording next = next(known.get(), filled, Cause.DEVICE, now);
                documents.add(document(next));
                entries.add(changed(next, actor, CanonicalJson.object().put("from", segment.toString())));
            }
        } else {
            documents.add(
                    document(new Recording(id, 1, now, sortAt(metadata, now), now, Cause.DEVICE, trial, metadata)));
            take.ifPresent(key -> documents.add(new Document(
                    key,
                    1,
                    now,
                    now,
                    CanonicalJson.object().put("schema", SCHEMA).put("recording", id),
                    List.of())));
        }
        documents.add(member(segment, id, received, now));
        return new Place(id, new Facts(documents, entries, List.of()));
    }

    private Optional<DocumentKey> takeKey(Metadata metadata) {
        return metadata.value(Field.RECORDING)
                .flatMap(name -> metadata.value(Field.DEVICE)
                        .map(device -> CanonicalJson.object()
                                .put("unit", unit.id())
                                .put("device", device)
                                .put("recording", name))
                        .map(named -> new DocumentKey(
                                TAKE,
                                Sha256.digestOf(CanonicalJson.write(named)).toString())));
    }

    private Document member(SegmentId segment, String recordingId, Map<String, String> received, Instant now) {
        ObjectNode body = CanonicalJson.object().put("schema", SCHEMA).put("recording", recordingId);
        sequence(received).ifPresent(number -> body.put("sequence", number));
        List<Term> found = new ArrayList<>(List.of(terms.of("recording", recordingId)));
        String device = received.getOrDefault(Field.DEVICE.text(), "");
        String fileName = received.getOrDefault(FILE_NAME, "");
        if (!device.isEmpty() && !fileName.isEmpty()) {
            found.add(terms.file(device, fileName));
        }
        return new Document(new DocumentKey(MEMBER, segment.toString()), 1, now, now, body, found);
    }

    /**
     * Uploads, open or sealed, that one device has opened for a file of this name, newest first.
     *
     * @param limit how many at most
     */
    public List<SegmentId> ofFile(String device, String fileName, int limit) {
        Query query = new Query(
                MEMBER,
                terms.file(device, fileName),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                limit,
                Order.NEWEST_FIRST);
        return records.find(query).hits().stream()
                .flatMap(hit -> SegmentId.parse(hit.id()).stream())
                .toList();
    }

    private static Optional<Integer> sequence(Map<String, String> received) {
        try {
            return Optional.ofNullable(received.get(Field.SEQUENCE.text())).map(text -> Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private Recording next(Recording before, Metadata metadata, Cause cause, Instant now) {
        return new Recording(
                before.id(),
                before.version() + 1,
                now,
                sortAt(metadata, before.createdAt()),
                before.createdAt(),
                cause,
                before.trial(),
                metadata);
    }

    private Instant sortAt(Metadata metadata, Instant otherwise) {
        return metadata.madeAt(unit.zone()).orElse(otherwise);
    }

    private Document document(Recording recording) {
        List<Term> found = new ArrayList<>();
        found.add(terms.all());
        for (Field field : List.of(Field.DEVICE, Field.CASE, Field.MAKER, Field.PARTY)) {
            recording.metadata().values(field).stream()
                    .distinct()
                    .forEach(value -> found.add(terms.of(field.text(), value)));
        }
        return new Document(
                new DocumentKey(Recording.KIND, recording.id()),
                recording.version(),
                recording.changedAt(),
                recording.sortAt(),
                recording.body(unit.id()),
                found);
    }

    private LedgerEntry changed(Recording after, Actor actor, ObjectNode details) {
        ObjectNode facts = CanonicalJson.object().put("version", after.version());
        return custody.entry(Deed.METADATA_CHANGED, actor, List.of(after.id()), facts, details);
    }

    /** A recording's newest version. */
    public Optional<Recording> find(String id) {
        return records.newest(new DocumentKey(Recording.KIND, id)).map(Recording::of);
    }

    /** All versions of a recording, oldest first. */
    public List<Recording> versions(String id) {
        return records.versions(new DocumentKey(Recording.KIND, id)).stream()
                .map(Recording::of)
                .toList();
    }

    /** Its segments, by their number in the take, then by age. */
    public List<Member> members(String recordingId) {
        Query query = new Query(
                MEMBER,
                terms.of("recording", recordingId),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                SEGMENTS_MAX,
                Order.OLDEST_FIRST);
        return records.find(query).hits().stream()
                .flatMap(hit -> SegmentId.parse(hit.id()).stream())
                .map(segment -> new Member(segment, sequenceOf(segment)))
                .sorted(Comparator.comparing(
                                (Member member) -> member.sequence().orElse(Integer.MAX_VALUE))
                        .thenComparing(Member::segment))
                .toList();
    }

    /** The recording that a segment belongs to; also that of one which was disposed of. */
    public Optional<String> recordingOf(SegmentId segment) {
        return records.newest(new DocumentKey(MEMBER, segment.toString()))
                .map(document -> document.body().path("recording").asText());
    }

    private Optional<Integer> sequenceOf(SegmentId segment) {
        return records.newest(new DocumentKey(MEMBER, segment.toString()))
                .map(document -> document.body().path("sequence"))
                .filter(number -> number.isInt())
                .map(number -> number.intValue());
    }

    /**
     * Changes a recording's metadata by a merge patch.
     *
     * @param expectedVersion the version that the caller has seen
     */
    public Changed change(String id, int expectedVersion, ObjectNode patch, Actor actor) {
        Optional<Recording> found = find(id);
        if (found.isEmpty()) {
            return new Changed.Unknown();
        }
        Recording before = found.get();
        if (before.version() != expectedVersion) {
            return new Changed.WrongVersion(before.version());
        }
        MetadataPatch.Result result = MetadataPatch.apply(before.metadata(), patch);
        if (result.metadata().isEmpty()) {
            return new Changed.Invalid(result.errors());
        }
        if (result.metadata().get().equals(before.metadata())) {
            return new Changed.Done(before);
        }
        Recording after = next(before, result.metadata().get(), Cause.PERSON, clock.instant());
        ObjectNode details = CanonicalJson.object();
        details.set("patch", patch);
        Facts facts = Facts.of(document(after)).and(Facts.of(changed(after, actor, details)));
        Commit commit = records.record(facts);
        return commit instanceof Commit.Conflict conflict
                ? new Changed.WrongVersion(conflict.currentVersion())
                : new Changed.Done(after);
    }
}
