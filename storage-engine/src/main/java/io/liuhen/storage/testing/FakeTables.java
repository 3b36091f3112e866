package io.liuhen.storage.testing;

import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.EntryIndex.Place;
import io.liuhen.storage.index.EntryIndex.Tree;
import io.liuhen.storage.index.Generations;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.JournalRecord;
import io.liuhen.storage.index.LedgerEntry;
import io.liuhen.storage.index.RestIndex.Rest;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadRow;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * What a {@link FakeIndexStore} has stored: what is durable, and beside it what a loss of power may take, each thing for
 * itself. Guarded by the store.
 */
final class FakeTables {
    private static final Comparator<JobKey> BY_KIND_AND_SUBJECT =
            Comparator.comparing(JobKey::kind).thenComparing(JobKey::subject);

    /** An upload; its epoch is the one of its last commit. */
    record Upload(UploadRow row, BlockChecksums shortBlock) {}

    /** A look at a segment. */
    record Look(Instant at, Optional<Instant> intactAt) {}

    int format = 1;
    Optional<Sha256> store = Optional.empty();
    Optional<Generations> generations = Optional.empty();
    final TreeMap<SegmentId, Upload> uploads = new TreeMap<>();
    final TreeMap<SegmentId, SegmentRow> segments = new TreeMap<>();
    final Map<SegmentId, BlockChecksums> blocks = new HashMap<>();
    final Map<DocumentKey, List<Document>> documents = new HashMap<>();
    final TreeMap<JobKey, JobRow> jobs = new TreeMap<>(BY_KIND_AND_SUBJECT);
    final TreeMap<Long, LedgerEntry> pendingEntries = new TreeMap<>();
    final TreeMap<Long, Place> places = new TreeMap<>();
    Tree tree = Tree.empty();
    final TreeMap<Long, JournalRecord> pendingJournal = new TreeMap<>();
    OptionalLong journalEnd = OptionalLong.empty();

    /** When segments were last looked at, and last found intact. */
    final Map<SegmentId, Look> looks = new HashMap<>();

    Optional<Instant> lastIntactAt = Optional.empty();

    /** Segments that are disposed of, and whose files are not known to be gone. */
    final TreeSet<SegmentId> unfinished = new TreeSet<>();

    /** Those of them whose files were said to be gone. */
    final TreeSet<SegmentId> finished = new TreeSet<>();

    /** The date that was last looked through, and the one that is durably known to have been. */
    Optional<LocalDate> walked = Optional.empty();

    Optional<LocalDate> walkedDurably = Optional.empty();

    /** When open uploads are to be looked at again, and what a loss of power may bring back. */
    final Map<SegmentId, Rest> rests = new TreeMap<>();

    final Map<SegmentId, Optional<Rest>> restsBefore = new TreeMap<>();

    long servedMicros;
    long servedMicrosDurably;

    /** Epochs that were claimed and not committed under yet. */
    final Map<SegmentId, Long> claims = new TreeMap<>();

    /** Records that were said to be in the journal, and its end then. */
    final TreeMap<Long, Long> written = new TreeMap<>();

    /** The power was gone: claims, and what was said of journal and files, survive or not, one by one. */
    void loseForgettable(RandomGenerator chance) {
        claims.values().removeIf(epoch -> chance.nextBoolean());
        written.forEach((number, end) -> {
            if (chance.nextBoolean()) {
                pendingJournal.remove(number);
                journalEnd = OptionalLong.of(Math.max(end, journalEnd.orElse(0)));
            }
        });
        written.clear();
        finished.forEach(id -> {
            if (chance.nextBoolean()) {
                unfinished.remove(id);
            }
        });
        finished.clear();
        if (chance.nextBoolean()) {
            walked = walkedDurably;
        }
        walkedDurably = walked;
        restsBefore.forEach((id, before) -> {
            if (chance.nextBoolean()) {
                before.ifPresentOrElse(rest -> rests.put(id, rest), () -> rests.remove(id));
            }
        });
        restsBefore.clear();
        if (chance.nextBoolean()) {
            servedMicros = servedMicrosDurably;
        }
        servedMicrosDurably = servedMicros;
    }

    /** Puts a row in the place of another, or of none, so that it may be forgotten. */
    void rest(SegmentId id, Optional<Rest> next) {
        restsBefore.putIfAbsent(id, Optional.ofNullable(rests.get(id)));
        next.ifPresentOrElse(rest -> rests.put(id, rest), () -> rests.remove(id));
    }

    /** The upload is open no more: a row that nobody has looked at goes with it. */
    void restOver(SegmentId id) {
        if (Rest.fresh(id).equals(rests.get(id))) {
            rests.remove(id);
            restsBefore.remove(id);
        }
    }

    /** As a reader sees it. */
    Optional<UploadRow> upload(SegmentId id) {
        return Optional.ofNullable(uploads.get(id)).map(upload -> at(upload.row(), epoch(upload.row())));
    }

    private long epoch(UploadRow row) {
        return Math.max(row.epoch(), claims.getOrDefault(row.id(), 0L));
    }

    static UploadRow at(UploadRow row, long epoch) {
        return new UploadRow(
                row.id(),
                row.phase(),
                epoch,
                row.offsetBytes(),
                row.declaredLengthBytes(),
                row.fileName(),
                row.attributes().deepCopy(),
                row.createdAt(),
                row.lastCommitAt());
    }

    /** How far the journal is known to be durable. */
    OptionalLong journalEnd() {
        long end = journalEnd.orElse(0);
        for (long each : written.values()) {
            end = Math.max(end, each);
        }
        return end == 0 ? OptionalLong.empty() : OptionalLong.of(end);
    }

    /** Records that no reader of the journal could find for certain. */
    List<JournalRecord> pendingJournal(int limit) {
        return pendingJournal.values().stream()
                .filter(record -> !written.containsKey(record.number()))
                .limit(limit)
                .toList();
    }

    /** Higher than every ticket that is in use. */
    long nextTicket() {
        long entries = pendingEntries.isEmpty() ? 0 : pendingEntries.lastKey();
        long records = pendingJournal.isEmpty() ? 0 : pendingJournal.lastKey();
        return Math.max(entries, records) + 1;
    }
}
