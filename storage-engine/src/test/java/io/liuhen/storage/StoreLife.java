package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.Uploads.SealOutcome;
import io.liuhen.storage.Uploads.SealRequest;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.DisposalIndex.Disposal;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentIndex.Hit;
import io.liuhen.storage.index.DocumentIndex.Order;
import io.liuhen.storage.index.DocumentIndex.Query;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.LedgerEntry;
import io.liuhen.storage.index.NewJob;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Term;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.index.UploadRow.Phase;
import io.liuhen.storage.ledger.Ledger;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A seeded life of a store, as its server would lead it: uploads that are sealed, ended, or left open; documents in many
 * versions with terms; entries; jobs that are done, given up, asked for again, or wait; tombstones.
 */
final class StoreLife {
    private static final List<String> NAMES = List.of("red", "green", "blue");

    private final Random random;
    private final IdGenerator ids;
    private final Set<SegmentId> uploads = new TreeSet<>();
    private final Set<SegmentId> openWithBytes = new TreeSet<>();
    private final Set<SegmentId> tombstones = new TreeSet<>();
    private final Map<DocumentKey, Integer> documents =
            new TreeMap<>(Comparator.comparing(DocumentKey::kind).thenComparing(DocumentKey::id));
    private final Set<String> subjects = new TreeSet<>();
    private TestStore store;
    private boolean disposes = true;

    StoreLife(TestStore store, long seed) {
        this.store = store;
        this.random = new Random(seed);
        this.ids = new IdGenerator(() -> this.store.clock().instant(), new Random(seed));
    }

    /** A life without disposal, in which a vault that has every folder is sound. */
    StoreLife withoutTombstones() {
        disposes = false;
        return this;
    }

    void goOnWith(TestStore next) {
        store = next;
    }

    List<SegmentId> openWithBytes() {
        return List.copyOf(openWithBytes);
    }

    Set<SegmentId> tombstones() {
        return tombstones;
    }

    /** So many uploads and what becomes of them. */
    void live(int count) {
        for (int i = 0; i < count; i++) {
            store.clock().move(Duration.ofMillis(random.nextInt(400_000)));
            upload();
            note();
            if (i % 4 == 0) {
                work();
            }
        }
        store.engine().ledger().sequenceAll();
    }

    private Facts entry(String deed, String... about) {
        subjects.addAll(List.of(about));
        byte[] salt = ids.randomBytes(32);
        ObjectNode value = CanonicalJson.object().put("who", "谁");
        ObjectNode leaf = CanonicalJson.object()
                .put("schema", 1)
                .put("id", ids.uuid().toString())
                .put("at", store.clock().instant().toString())
                .put("unit", "test")
                .put("deed", deed);
        List.of(about).forEach(leaf.putArray("subjects")::add);
        MessageDigest digest = Sha256.newDigest();
        digest.update(salt);
        leaf.put("details", Sha256.of(digest.digest(CanonicalJson.write(value))).toString());
        ObjectNode details =
                CanonicalJson.object().put("salt", Base64.getEncoder().encodeToString(salt));
        details.set("value", value);
        return Facts.of(new LedgerEntry(List.of(about), leaf, details));
    }

    private Facts document(String kind, String id, Term... terms) {
        DocumentKey key = new DocumentKey(kind, id);
        int version = documents.merge(key, 1, Integer::sum);
        Instant now = store.clock().instant();
        ObjectNode body = CanonicalJson.object().put("schema", 1).put("text", "第" + version + "版");
        Instant sortAt = now.minusMillis(random.nextInt(1_000_000));
        return Facts.of(new Document(key, version, now, sortAt, body, List.of(terms)));
    }

    private void upload() {
        SegmentId id = ids.segment();
        uploads.add(id);
        Instant now = store.clock().instant();
        ObjectNode attributes = CanonicalJson.object().put("name", "夜间" + random.nextInt());
        Facts facts = document("member", id.toString(), new Term("of", NAMES.get(random.nextInt(3))))
                .and(entry("created", id.toString(), "all"));
        get(store.engine()
                .uploads()
                .create(UploadRow.opened(id, OptionalLong.empty(), "original.mp4", attributes, now), facts));
        int length = random.nextInt(10) == 0 ? (1 << 20) + random.nextInt(2000) : random.nextInt(300);
        if (length > 0) {
            store.write(id, 0, bytes(length, id.hashCode()));
        }
        int fate = random.nextInt(40);
        if (fate == 0) {
            if (length > 0) {
                openWithBytes.add(id);
            }
        } else if (fate == 1) {
            assertInstanceOf(Commit.Done.class, get(store.engine().uploads().drop(id, entry("ended", id.toString()))));
        } else {
            seal(id, length);
        }
    }

    private void seal(SegmentId id, int length) {
        SegmentKind kind = List.of(SegmentKind.values()).get(random.nextInt(3));
        List<Term> terms = List.of(new Term("all", "test"), new Term("color", NAMES.get(random.nextInt(3))));
        Facts facts = entry("sealed", id.toString(), "all")
                .and(Facts.of(
                        new NewJob(new JobKey("verify", id), 5, store.clock().instant())));
        assertInstanceOf(
                SealOutcome.Sealed.class,
                get(store.engine().uploads().seal(new SealRequest(id, length, kind, terms, facts))));
        if (disposes && random.nextInt(12) == 0) {
            tombstones.add(id);
            ObjectNode grant = CanonicalJson.object().put("who", "life");
            assertInstanceOf(
                    Disposal.Disposed.class,
                    store.engine().disposals().giveUp(id, grant, List.of(), entry("disposed", id.toString(), "all")));
        }
    }

    private void note() {
        String id = "note" + random.nextInt(50);
        Term term = new Term("color", NAMES.get(random.nextInt(3)) + "\u001f" + random.nextInt(4));
        store.engine().records().record(document("note", id, term).and(entry("changed", id)));
    }

    private void work() {
        for (JobRow job : store.engine().jobs().take("verify", 3, Duration.ofHours(1))) {
            String id = job.key().subject().toString();
            if (random.nextInt(5) == 0) {
                store.engine().jobs().retry(job, Duration.ofHours(1), "busy");
            } else {
                store.engine().jobs().finish(job, document("verification", id).and(entry("verified", id)));
                if (random.nextInt(5) == 0) {
                    store.engine()
                            .records()
                            .record(entry("asked-again", id)
                                    .and(Facts.of(new NewJob(
                                            job.key(), 1, store.clock().instant()))));
                }
            }
        }
    }

    /** Everything that can be asked of a store, but for what a tombstone stands for. */
    record Answers(
            List<SegmentRow> segments,
            Map<String, List<String>> listings,
            Map<String, List<Document>> documents,
            Ledger.Head head,
            Map<String, List<Ledger.Numbered>> entries,
            Map<SegmentId, Sha256> contents,
            Set<JobKey> jobsToDo) {}

    Answers answers() {
        List<SegmentRow> segments = new ArrayList<>();
        Optional<SegmentId> after = Optional.empty();
        List<SegmentRow> page = store.engine().segments().list(after, 100);
        while (!page.isEmpty()) {
            page.stream().filter(row -> !tombstones.contains(row.id())).forEach(segments::add);
            page = store.engine()
                    .segments()
                    .list(Optional.of(page.get(page.size() - 1).id()), 100);
        }
        Map<String, List<String>> listings = new TreeMap<>();
        for (Order order : Order.values()) {
            for (String name : NAMES) {
                listings.put("members " + name + order, listing("member", new Term("of", name), order));
                listings.put("segments " + name + order, listing(Facts.SEGMENT, new Term("color", name), order));
                for (int i = 0; i < 4; i++) {
                    Term term = new Term("color", name + "\u001f" + i);
                    listings.put("notes " + name + i + order, listing("note", term, order));
                }
            }
            listings.put("all " + order, listing(Facts.SEGMENT, new Term("all", "test"), order));
        }
        Map<String, List<Document>> versions = new TreeMap<>();
        documents
                .keySet()
                .forEach(key ->
                        versions.put(key.toString(), store.engine().records().versions(key)));
        Map<String, List<Ledger.Numbered>> entries = new TreeMap<>();
        subjects.forEach(subject -> entries.put(subject, store.engine().ledger().about(subject, 0, 100_000)));
        Map<SegmentId, Sha256> contents = new TreeMap<>();
        Set<JobKey> jobs = new HashSet<>();
        for (SegmentRow row : segments) {
            contents.put(row.id(), Sha256.digestOf(store.read(row.id())));
            assertEquals(row.sha256(), contents.get(row.id()));
            store.engine().jobs().about(row.id()).stream()
                    .filter(job -> job.state() == JobRow.State.WAITING || job.state() == JobRow.State.LEASED)
                    .forEach(job -> jobs.add(job.key()));
        }
        return new Answers(segments, listings, versions, store.engine().ledger().head(), entries, contents, jobs);
    }

    private List<String> listing(String kind, Term term, Order order) {
        List<String> found = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        while (true) {
            Query query = new Query(kind, term, Optional.empty(), Optional.empty(), cursor, 50, order);
            List<Hit> hits = store.engine().records().find(query).hits();
            if (hits.isEmpty()) {
                return found;
            }
            hits.stream()
                    .filter(hit -> !kind.equals(Facts.SEGMENT)
                            || SegmentId.parse(hit.id())
                                    .filter(tombstones::contains)
                                    .isEmpty())
                    .forEach(hit -> found.add(hit.sortAt() + " " + hit.id()));
            cursor = Optional.of(hits.get(hits.size() - 1).cursor());
        }
    }

    /** After a rebuild: whatever was an upload and is no segment takes no bytes any more, and says so. */
    void checkClosedUploads() {
        for (SegmentId id : uploads) {
            if (!tombstones.contains(id) && store.engine().segments().find(id).isEmpty()) {
                Phase phase =
                        get(store.engine().uploads().find(id)).orElseThrow().phase();
                assertEquals(openWithBytes.contains(id) ? Phase.LOST : Phase.ENDED, phase);
            }
        }
        for (SegmentId id : tombstones) {
            assertEquals(Optional.empty(), store.engine().segments().find(id), "the vault brought it back");
        }
    }
}
