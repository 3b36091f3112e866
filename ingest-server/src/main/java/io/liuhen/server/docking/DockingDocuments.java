package io.liuhen.server.docking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.docking.Fate.Proof;
import io.liuhen.server.records.Terms;
import io.liuhen.storage.Records;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentIndex.Hit;
import io.liuhen.storage.index.DocumentIndex.Order;
import io.liuhen.storage.index.DocumentIndex.Query;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.Term;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How dockings are kept: what was announced, its files in pieces, the counts, and the absences, each in documents of their
 * own, so that nobody reads more than he asks for. Thread-safe; blocks on the disk.
 */
final class DockingDocuments {
    private static final String ANNOUNCED = "docking";
    private static final String FILES = "docking-files";
    private static final String STATE = "docking-state";
    private static final String FOUND = "docking-found";
    private static final String ABSENCE = "docking-absence";
    private static final String DAY = "docking-day";
    private static final String OPEN = "open";
    private static final String ANNOUNCED_BY = "announcedBy";
    private static final String DOCKED_AT = "dockedAt";
    private static final String SEGMENT = "segment";
    private static final int SCHEMA = 1;

    private final Records records;
    private final String unit;
    private final Terms terms;

    DockingDocuments(Records records, String unit) {
        this.records = records;
        this.unit = unit;
        this.terms = new Terms(unit);
    }

    /** A file of a listing, and when its device was docked then. */
    record Listed(OffsetDateTime dockedAt, AnnouncedFile file) {}

    /** A docking that is announced now, with all of its files. */
    Facts announced(Docking docking, List<AnnouncedFile> files) {
        ObjectNode head = docking.circumstances().json();
        head.put("schema", SCHEMA).put(ANNOUNCED_BY, docking.announcedBy()).put("announced", docking.announced());
        List<Document> documents = new ArrayList<>();
        Instant at = docking.announcedAt();
        documents.add(new Document(new DocumentKey(ANNOUNCED, docking.id()), 1, at, at, head, List.of()));
        for (int piece = 0; piece < docking.pieces(); piece++) {
            int from = piece * Docking.PIECE_FILES;
            documents.add(piece(
                    docking, piece, files.subList(from, Math.min(files.size(), from + Docking.PIECE_FILES))));
        }
        documents.add(state(docking, at));
        return new Facts(documents, List.of(), List.of());
    }

    private Document piece(Docking docking, int piece, List<AnnouncedFile> files) {
        ObjectNode body = CanonicalJson.object().put("schema", SCHEMA);
        body.set(DOCKED_AT, docking.circumstances().json().path(DOCKED_AT));
        ArrayNode list = body.putArray("files");
        List<Term> found = new ArrayList<>();
        for (AnnouncedFile file : files) {
            list.add(file.json());
            found.add(terms.file(docking.device(), file.name()));
        }
        return new Document(
                pieceKey(docking.id(), piece), 1, docking.announcedAt(), docking.announcedAt(), body, found);
    }

    private static DocumentKey pieceKey(String docking, int piece) {
        return new DocumentKey(FILES, docking + "/" + piece);
    }

    /** A version of a docking's counts. */
    Document state(Docking docking, Instant now) {
        ObjectNode body = CanonicalJson.object().put("schema", SCHEMA);
        ArrayNode counts = body.putArray(OPEN);
        docking.openByPiece().forEach(counts::add);
        List<Term> found = new ArrayList<>(List.of(terms.all(), terms.of("device", docking.device())));
        if (!docking.settled()) {
            found.add(terms.of(OPEN));
            found.add(terms.of(OPEN, docking.device()));
        }
        return new Document(
                new DocumentKey(STATE, docking.id()), docking.version(), now, docking.announcedAt(), body, found);
    }

    Optional<Docking> find(String id) {
        if (id.isEmpty() || id.length() > Circumstances.NAME_MAX || id.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        return records.newest(new DocumentKey(ANNOUNCED, id))
                .flatMap(announced ->
                        records.newest(new DocumentKey(STATE, id)).map(state -> docking(announced, state)));
    }

    private static Docking docking(Document announced, Document state) {
        List<Integer> open = new ArrayList<>();
        state.body().path(OPEN).forEach(count -> open.add(count.intValue()));
        return new Docking(
                announced.key().id(),
                state.version(),
                announced.at(),
                announced.body().path(ANNOUNCED_BY).asText(),
                Circumstances.of(announced.body()),
                announced.body().path("announced").intValue(),
                open);
    }

    /** The files of one piece, in their order. */
    List<AnnouncedFile> files(String docking, int piece) {
        List<AnnouncedFile> files = new ArrayList<>();
        records.newest(pieceKey(docking, piece))
                .ifPresent(
                        document -> document.body().path("files").forEach(file -> files.add(AnnouncedFile.of(file))));
        return files;
    }

    /**
     * Listings that name a file of one device, oldest first.
     *
     * @param from when the first was announced at the earliest
     * @param to when the last was announced at the latest, exclusive
     */
    List<Listed> listings(String device, String name, Instant from, Instant to, int limit) {
        Query query = new Query(
                FILES,
                terms.file(device, name),
                Optional.of(from),
                Optional.of(to),
                Optional.empty(),
                limit,
                Order.OLDEST_FIRST);
        return records.find(query).hits().stream()
                .flatMap(hit -> listed(hit.id(), name).stream())
                .toList();
    }

    private Optional<Listed> listed(String pieceId, String name) {
        return records.newest(new DocumentKey(FILES, pieceId)).flatMap(document -> {
            for (JsonNode file : document.body().path("files")) {
                if (file.path("name").asText().equals(name)) {
                    OffsetDateTime dockedAt =
                            OffsetDateTime.parse(document.body().path(DOCKED_AT).asText());
                    return Optional.of(new Listed(dockedAt, AnnouncedFile.of(file)));
                }
            }
            return Optional.empty();
        });
    }

    /** What was found to be a file, once and for all. */
    Optional<Fate.Stored> found(String docking, int file) {
        return records.newest(foundKey(docking, file))
                .flatMap(document -> SegmentId.parse(
                                document.body().path(SEGMENT).asText())
                        .flatMap(segment -> Proof.ofText(
                                        document.body().path("by").asText())
                                .map(proof -> new Fate.Stored(segment, proof))));
    }

    /** What is found to be a file now, for the first time. */
    Document found(String docking, int file, Fate.Stored stored, Instant now) {
        ObjectNode body = CanonicalJson.object()
                .put("schema", SCHEMA)
                .put(SEGMENT, stored.segment().toString())
                .put("by", stored.by().toString());
        return new Document(foundKey(docking, file), 1, now, now, body, List.of());
    }

    private static DocumentKey foundKey(String docking, int file) {
        return new DocumentKey(FOUND, docking + "/" + file);
    }

    /** What was said of the absence of a file. */
    Optional<Absence> absence(String docking, int file) {
        return records.newest(absenceKey(docking, file)).map(document -> Absence.of(document.body()));
    }

    /** What is said of it now. */
    Document absence(String docking, int file, Absence absence, Instant now) {
        DocumentKey key = absenceKey(docking, file);
        int version = records.newest(key).map(Document::version).orElse(0) + 1;
        return new Document(key, version, now, now, absence.json().put("schema", SCHEMA), List.of());
    }

    private static DocumentKey absenceKey(String docking, int file) {
        return new DocumentKey(ABSENCE, docking + "/" + file);
    }

    /** How often a device has announced something on a day, with one more; its version is the number. */
    Document oneMore(String device, LocalDate day, Instant now) {
        ObjectNode which = CanonicalJson.object().put("unit", unit).put("device", device);
        which.put("day", day.toString());
        DocumentKey key =
                new DocumentKey(DAY, Sha256.digestOf(CanonicalJson.write(which)).toString());
        int version = records.newest(key).map(Document::version).orElse(0) + 1;
        return new Document(key, version, now, now, CanonicalJson.object().put("schema", SCHEMA), List.of());
    }

    /** Dockings, newest first. Throws {@code IllegalArgumentException} for a cursor that is none. */
    Dockings.Page list(Optional<String> device, boolean openOnly, Optional<String> cursor, int limit) {
        Term term;
        if (openOnly) {
            term = device.map(name -> terms.of(OPEN, name)).orElseGet(() -> terms.of(OPEN));
        } else {
            term = device.map(name -> terms.of("device", name)).orElseGet(terms::all);
        }
        Query query = new Query(STATE, term, Optional.empty(), Optional.empty(), cursor, limit, Order.NEWEST_FIRST);
        List<Hit> hits = records.find(query).hits();
        return new Dockings.Page(
                hits.stream().flatMap(hit -> find(hit.id()).stream()).toList(),
                hits.size() < limit
                        ? Optional.empty()
                        : Optional.of(hits.get(hits.size() - 1).cursor()));
    }
}
