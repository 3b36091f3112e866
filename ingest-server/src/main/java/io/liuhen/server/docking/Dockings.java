package io.liuhen.server.docking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.records.DeviceFiles;
import io.liuhen.server.records.Recordings;
import io.liuhen.server.records.Terms;
import io.liuhen.storage.Records;
import io.liuhen.storage.Segments;
import io.liuhen.storage.Uploads;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentIndex.Hit;
import io.liuhen.storage.index.DocumentIndex.Order;
import io.liuhen.storage.index.DocumentIndex.Query;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.Term;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Announcements of what devices hold, and what became of it. Thread-safe; every method blocks on the disk. */
public final class Dockings {
    /** The longest reason for an absence, in characters. */
    public static final int REASON_MAX = Absence.REASON_MAX;

    private static final String ANNOUNCED = "docking";
    private static final String STATE = "docking-state";
    private static final int SCHEMA = 1;
    private static final int LOOKED_AT_MAX = 64;
    private static final int TRIES_MAX = 16;

    private final Records records;
    private final Whereabouts whereabouts;
    private final Terms terms;
    private final Custody custody;
    private final IdGenerator ids;
    private final InstantSource clock;

    public Dockings(
            Records records,
            Recordings recordings,
            Segments segments,
            Uploads uploads,
            String unit,
            Custody custody,
            IdGenerator ids,
            InstantSource clock) {
        this.records = records;
        this.whereabouts = new Whereabouts(recordings, new DeviceFiles(records, unit), segments, uploads);
        this.terms = new Terms(unit);
        this.custody = custody;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * One docking as it stands now.
     *
     * @param fates of all files, in the order of the announcement
     */
    public record Standing(Docking docking, Map<AnnouncedFile, Fate> fates) {
        /** How many files are neither stored nor explained. */
        public long open() {
            return fates.values().stream().filter(fate -> !fate.settled()).count();
        }
    }

    /**
     * A page of dockings.
     *
     * @param next where to go on; empty at the end
     */
    public record Page(List<Docking> dockings, Optional<String> next) {}

    /** What became of an explanation. */
    public sealed interface Explanation {
        /** It is on record. */
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
    public Docking announce(Announcement announcement, String by, Actor actor) {
        Instant now = clock.instant();
        String id = ids.uuid().toString();
        ObjectNode body = announcement.json();
        body.put("schema", SCHEMA).put(Docking.ANNOUNCED_BY, by);
        Document announced = new Document(new DocumentKey(ANNOUNCED, id), 1, now, now, body, List.of());
        Docking docking = new Docking(
                id, 1, now, by, announcement, Map.of(), announcement.files().isEmpty());
        ObjectNode facts = CanonicalJson.object()
                .put("files", announcement.files().size())
                .put(
                        "bytes",
                        announcement.files().stream()
                                .mapToLong(AnnouncedFile::lengthBytes)
                                .sum());
        announcement.clockAhead().ifPresent(ahead -> facts.put("clockAheadMillis", ahead.toMillis()));
        ObjectNode details = announcement.head();
        Facts together = Facts.of(announced)
                .and(Facts.of(state(docking, now)))
                .and(Facts.of(custody.entry(Deed.ANNOUNCED, actor, List.of(id), facts, details)));
        if (!(records.record(together) instanceof Commit.Done)) {
            throw new IllegalStateException("a new docking conflicts with nothing: " + id);
        }
        return docking;
    }

    private Document state(Docking docking, Instant now) {
        ObjectNode body = CanonicalJson.object().put("schema", SCHEMA);
        docking.write(body);
        List<Term> found = new ArrayList<>(
                List.of(terms.all(), terms.of("device", docking.announcement().device())));
        if (!docking.settled()) {
            found.add(terms.of("state", "open"));
        }
        return new Document(
                new DocumentKey(STATE, docking.id()), docking.version(), now, docking.announcedAt(), body, found);
    }

    /** A docking, and where each of its files is at this moment. What has become settled is put on record. */
    public Optional<Standing> standing(String id) {
        return find(id).map(docking -> {
            Standing standing = look(docking);
            if (standing.open() == 0 && !docking.settled()) {
                // Another who looks, or explains, at the same time comes to the same.
                records.record(Facts.of(state(with(docking, docking.absences(), true), clock.instant())));
            }
            return standing;
        });
    }

    private Optional<Docking> find(String id) {
        return records.newest(new DocumentKey(ANNOUNCED, id))
                .flatMap(announced ->
                        records.newest(new DocumentKey(STATE, id)).map(state -> Docking.of(announced, state)));
    }

    private Standing look(Docking docking) {
        Map<AnnouncedFile, Fate> fates = new LinkedHashMap<>();
        for (AnnouncedFile file : docking.announcement().files()) {
            Fate fate = whereabouts.of(docking.announcement().device(), file);
            Absence absence = docking.absences().get(file.name());
            // Bytes count more than what somebody has said about them.
            fates.put(file, fate instanceof Fate.Stored || absence == null ? fate : new Fate.Explained(absence));
        }
        return new Standing(docking, fates);
    }

    /**
     * When the device that holds a file was first docked with it, as far as its last dockings tell; empty where none lists it.
     * Recorders count from one again and again: a file is known by its name and its length.
     */
    public Optional<Instant> dockedWith(String device, String fileName, long lengthBytes) {
        return list(Optional.of(device), false, Optional.empty(), LOOKED_AT_MAX).dockings().stream()
                .map(Docking::announcement)
                .filter(announcement -> announcement.files().stream()
                        .anyMatch(file -> file.name().equals(fileName) && file.lengthBytes() == lengthBytes))
                .map(announcement -> announcement.dockedAt().toInstant())
                .min(Instant::compareTo);
    }

    private static Docking with(Docking docking, Map<String, Absence> absences, boolean settled) {
        return new Docking(
                docking.id(),
                docking.version() + 1,
                docking.announcedAt(),
                docking.announcedBy(),
                docking.announcement(),
                absences,
                settled);
    }

    /** Dockings, newest first. Throws {@code IllegalArgumentException} for a cursor that is none. */
    public Page list(Optional<String> device, boolean openOnly, Optional<String> cursor, int limit) {
        Term term = openOnly
                ? terms.of("state", "open")
                : device.map(name -> terms.of("device", name)).orElseGet(terms::all);
        List<Hit> hits = records.find(
                        new Query(STATE, term, Optional.empty(), Optional.empty(), cursor, limit, Order.NEWEST_FIRST))
                .hits();
        List<Docking> found = hits.stream()
                .flatMap(hit -> find(hit.id()).stream())
                .filter(docking ->
                        device.map(docking.announcement().device()::equals).orElse(true))
                .toList();
        return new Page(
                found,
                hits.size() < limit
                        ? Optional.empty()
                        : Optional.of(hits.get(hits.size() - 1).cursor()));
    }

    /**
     * Says why a file will not come.
     *
     * @param reason in words; a reason that was given before is replaced, and stays on record
     */
    public Explanation explain(String id, String fileName, String reason, Actor actor) {
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            Optional<Docking> found = find(id);
            Optional<AnnouncedFile> file = found.flatMap(docking -> docking.announcement().files().stream()
                    .filter(candidate -> candidate.name().equals(fileName))
                    .findFirst());
            if (file.isEmpty()) {
                return new Explanation.Unknown();
            }
            Docking before = found.get();
            if (whereabouts.of(before.announcement().device(), file.get()) instanceof Fate.Stored) {
                return new Explanation.NotAbsent();
            }
            Instant now = clock.instant();
            Map<String, Absence> absences = new LinkedHashMap<>(before.absences());
            absences.put(fileName, new Absence(fileName, reason, now.toString()));
            Standing after = look(with(before, absences, false));
            Docking next = with(before, absences, after.open() == 0);
            ObjectNode details = CanonicalJson.object().put("file", fileName).put("reason", reason);
            Facts facts = Facts.of(state(next, now))
                    .and(Facts.of(custody.entry(
                            Deed.ABSENCE_EXPLAINED, actor, List.of(id), CanonicalJson.object(), details)));
            if (records.record(facts) instanceof Commit.Done) {
                return new Explanation.Recorded(new Standing(next, after.fates()));
            }
            // Somebody else has said something of another file in the same moment.
        }
        throw new IllegalStateException("docking " + id + " changes faster than it can be explained");
    }
}
