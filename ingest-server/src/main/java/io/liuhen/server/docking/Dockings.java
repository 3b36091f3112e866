package io.liuhen.server.docking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.config.UnitConfig;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.records.Recordings;
import io.liuhen.storage.Records;
import io.liuhen.storage.Segments;
import io.liuhen.storage.Uploads;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.Facts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Announcements of what devices hold, and what became of it. Thread-safe; every method blocks on the disk. */
public final class Dockings {
    /** The longest reason for an absence, in characters. */
    public static final int REASON_MAX = Absence.REASON_MAX;

    /** How often one device may announce something on a day. */
    public static final int DAY_MAX = 200;

    private static final int TRIES_MAX = 64;

    private final Records records;
    private final DockingDocuments documents;
    private final Whereabouts whereabouts;
    private final Segments segments;
    private final BroughtDevices brought;
    private final Custody custody;
    private final IdGenerator ids;
    private final InstantSource clock;
    private final ZoneId zone;

    /** @param brought told of devices whose counts are to be looked at */
    public Dockings(
            Records records,
            Recordings recordings,
            Segments segments,
            Uploads uploads,
            UnitConfig unit,
            BroughtDevices brought,
            Custody custody,
            IdGenerator ids,
            InstantSource clock) {
        this.records = records;
        this.documents = new DockingDocuments(records, unit.id());
        this.whereabouts = new Whereabouts(recordings, records, segments, uploads, documents, unit.id(), unit.zone());
        this.segments = segments;
        this.brought = brought;
        this.custody = custody;
        this.ids = ids;
        this.clock = clock;
        this.zone = unit.zone();
    }

    /**
     * Some files of a docking, as they stand now.
     *
     * @param docking with the counts of these files as they stand now
     * @param fates in the order of the announcement
     * @param next where to go on; empty at the end
     */
    public record Standing(Docking docking, Map<AnnouncedFile, Fate> fates, OptionalInt next) {
        /** Keeps the order. */
        public Standing {
            fates = Collections.unmodifiableMap(new LinkedHashMap<>(fates));
        }
    }

    /**
     * A page of dockings.
     *
     * @param next where to go on; empty at the end
     */
    public record Page(List<Docking> dockings, Optional<String> next) {}

    /** What became of an announcement. */
    public sealed interface Announced {
        /** It is on record. */
        record Recorded(Docking docking) implements Announced {}

        /** The device has announced too often today. */
        record TooOften(Duration untilTomorrow) implements Announced {}
    }

    /** What became of an explanation. */
    public sealed interface Explanation {
        /** It is on record; the standing has only its file. */
        record Recorded(Standing standing) implements Explanation {}

        /** There is no such docking, or no such file in it. */
        record Unknown() implements Explanation {}

        /** The file is here: there is nothing to explain. */
        record NotAbsent() implements Explanation {}
    }

    /**
     * Puts an announcement on record, before anything of it has come.
     *
     * @param by the identity of the caller
     */
    public Announced announce(Announcement announcement, String by, Actor actor) {
        String id = ids.uuid().toString();
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            Instant now = clock.instant();
            LocalDate today = LocalDate.ofInstant(now, zone);
            Document count = documents.oneMore(announcement.device(), today, now);
            if (count.version() > DAY_MAX) {
                return new Announced.TooOften(Duration.between(
                        now, today.plusDays(1).atStartOfDay(zone).toInstant()));
            }
            Docking docking = new Docking(
                    id,
                    1,
                    now,
                    by,
                    announcement.circumstances(),
                    announcement.files().size(),
                    allOpen(announcement));
            Facts together = documents
                    .announced(docking, announcement.files())
                    .and(Facts.of(count))
                    .and(Facts.of(custody.entry(
                            Deed.ANNOUNCED,
                            actor,
                            List.of(id),
                            sums(announcement),
                            announcement.circumstances().json())));
            if (records.record(together) instanceof Commit.Done) {
                brought.mark(announcement.device());
                return new Announced.Recorded(docking);
            }
            // The same device has announced something else in the same moment.
        }
        throw new IllegalStateException("a device announces faster than it can be counted");
    }

    private static List<Integer> allOpen(Announcement announcement) {
        List<Integer> open = new ArrayList<>();
        for (int left = announcement.files().size(); left > 0; left -= Docking.PIECE_FILES) {
            open.add(Math.min(left, Docking.PIECE_FILES));
        }
        return open;
    }

    private static ObjectNode sums(Announcement announcement) {
        long bytes = announcement.files().stream()
                .mapToLong(AnnouncedFile::lengthBytes)
                .sum();
        ObjectNode facts =
                CanonicalJson.object().put("files", announcement.files().size()).put("bytes", bytes);
        announcement.circumstances().clockAhead().ifPresent(ahead -> facts.put("clockAheadMillis", ahead.toMillis()));
        return facts;
    }

    /** A docking with the counts that are on record. */
    public Optional<Docking> find(String id) {
        return documents.find(id);
    }

    /**
     * Where some files of a docking are at this moment: one piece of its listing, or, of those that are open, those of the
     * next piece that has any.
     *
     * @param from the piece to begin with
     */
    public Standing standing(Docking docking, int from, boolean openOnly) {
        int piece = openOnly ? nextOpen(docking, from) : from;
        if (piece >= docking.pieces()) {
            return new Standing(docking, Map.of(), OptionalInt.empty());
        }
        Map<AnnouncedFile, Fate> fates = look(docking, piece, Map.of());
        Docking counted = docking.withOpen(piece, open(fates));
        if (!counted.equals(docking)) {
            brought.mark(docking.device());
        }
        if (openOnly) {
            fates.values().removeIf(Fate::settled);
        }
        int next = openOnly ? nextOpen(docking, piece + 1) : piece + 1;
        return new Standing(counted, fates, next < docking.pieces() ? OptionalInt.of(next) : OptionalInt.empty());
    }

    private static int nextOpen(Docking docking, int from) {
        int piece = from;
        while (piece < docking.pieces() && docking.openByPiece().get(piece) == 0) {
            piece++;
        }
        return piece;
    }

    private static int open(Map<AnnouncedFile, Fate> fates) {
        return (int) fates.values().stream().filter(fate -> !fate.settled()).count();
    }

    /** @param saidNow absences that are not on record yet, by the file's number in the listing */
    private Map<AnnouncedFile, Fate> look(Docking docking, int piece, Map<Integer, Absence> saidNow) {
        Map<AnnouncedFile, Fate> fates = new LinkedHashMap<>();
        int number = piece * Docking.PIECE_FILES;
        for (AnnouncedFile file : documents.files(docking.id(), piece)) {
            Fate fate = fate(docking, file, number);
            if (!fate.cameHere()) {
                // Bytes count more than what somebody has said about them.
                Absence said = saidNow.get(number);
                Optional<Absence> absence = said == null ? documents.absence(docking.id(), number) : Optional.of(said);
                fate = absence.<Fate>map(Fate.Explained::new).orElse(fate);
            }
            fates.put(file, fate);
            number++;
        }
        return fates;
    }

    private Fate fate(Docking docking, AnnouncedFile file, int number) {
        Optional<Fate.Stored> found = documents.found(docking.id(), number);
        if (found.isEmpty()) {
            return whereabouts.of(docking, file);
        }
        return segments.find(found.get().segment()).isPresent()
                ? found.get()
                : new Fate.Disposed(found.get().segment(), found.get().by());
    }

    /** Dockings, newest first, as they were counted last. Throws {@code IllegalArgumentException} for a cursor that is none. */
    public Page list(Optional<String> device, boolean openOnly, Optional<String> cursor, int limit) {
        return documents.list(device, openOnly, cursor, limit);
    }

    /**
     * Counts what is open of a docking, and puts on record what has changed, piece by piece: what is found to be here, and
     * how many are not.
     */
    void count(String id) {
        Optional<Docking> found = documents.find(id);
        int pieces = found.map(Docking::pieces).orElse(0);
        for (int piece = 0; piece < pieces; piece++) {
            countPiece(id, piece);
        }
    }

    private void countPiece(String id, int piece) {
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            Docking before = documents.find(id).orElseThrow();
            if (before.openByPiece().get(piece) == 0) {
                return;
            }
            Map<AnnouncedFile, Fate> fates = look(before, piece, Map.of());
            Docking counted = before.withOpen(piece, open(fates));
            Instant now = clock.instant();
            List<Document> changed = new ArrayList<>(foundNow(id, piece, fates, now));
            if (!counted.equals(before)) {
                changed.add(documents.state(counted.next(), now));
            }
            if (changed.isEmpty() || records.record(new Facts(changed, List.of(), List.of())) instanceof Commit.Done) {
                return;
            }
            // Somebody has explained something meanwhile.
        }
        throw new IllegalStateException("docking " + id + " changes faster than it can be counted");
    }

    private List<Document> foundNow(String id, int piece, Map<AnnouncedFile, Fate> fates, Instant now) {
        List<Document> found = new ArrayList<>();
        int number = piece * Docking.PIECE_FILES;
        for (Fate fate : fates.values()) {
            if (fate instanceof Fate.Stored stored
                    && documents.found(id, number).isEmpty()) {
                found.add(documents.found(id, number, stored, now));
            }
            number++;
        }
        return found;
    }

    /**
     * Says why a file will not come.
     *
     * @param reason in words; a reason that was given before is replaced, and stays on record
     */
    public Explanation explain(String id, String fileName, String reason, Actor actor) {
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            Optional<Docking> found = documents.find(id);
            OptionalInt number =
                    found.map(docking -> numberOf(docking, fileName)).orElse(OptionalInt.empty());
            if (found.isEmpty() || number.isEmpty()) {
                return new Explanation.Unknown();
            }
            Instant now = clock.instant();
            Absence absence = new Absence(fileName, reason, now.toString());
            int piece = number.getAsInt() / Docking.PIECE_FILES;
            Map<AnnouncedFile, Fate> fates = look(found.get(), piece, Map.of(number.getAsInt(), absence));
            Docking next = found.get().withOpen(piece, open(fates)).next();
            fates.keySet().removeIf(file -> !file.name().equals(fileName));
            if (fates.values().stream().anyMatch(Fate::cameHere)) {
                return new Explanation.NotAbsent();
            }
            Facts facts = Facts.of(documents.state(next, now))
                    .and(Facts.of(documents.absence(id, number.getAsInt(), absence, now)))
                    .and(explained(id, absence, actor));
            if (records.record(facts) instanceof Commit.Done) {
                return new Explanation.Recorded(new Standing(next, fates, OptionalInt.empty()));
            }
            // Somebody else has said something of another file in the same moment.
        }
        throw new IllegalStateException("docking " + id + " changes faster than it can be explained");
    }

    private OptionalInt numberOf(Docking docking, String fileName) {
        for (int piece = 0; piece < docking.pieces(); piece++) {
            List<AnnouncedFile> files = documents.files(docking.id(), piece);
            for (int i = 0; i < files.size(); i++) {
                if (files.get(i).name().equals(fileName)) {
                    return OptionalInt.of(piece * Docking.PIECE_FILES + i);
                }
            }
        }
        return OptionalInt.empty();
    }

    private Facts explained(String id, Absence absence, Actor actor) {
        ObjectNode details = CanonicalJson.object().put("file", absence.file()).put("reason", absence.reason());
        return Facts.of(custody.entry(Deed.ABSENCE_EXPLAINED, actor, List.of(id), CanonicalJson.object(), details));
    }
}
