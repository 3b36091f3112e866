package io.liuhen.storage.simulation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.SegmentReader;
import io.liuhen.storage.Segments;
import io.liuhen.storage.StorageEngine;
import io.liuhen.storage.format.Manifest;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentIndex.Hit;
import io.liuhen.storage.index.DocumentIndex.Order;
import io.liuhen.storage.index.DocumentIndex.Query;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.LedgerEntry;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Term;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.simulation.UploadModel.Phase;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/** Compares an open, undisturbed store with what its clients were told; and settles what was in doubt. */
final class Checker {
    private final Machine machine;
    private final FactsModel facts;
    private final Uploaders uploaders;
    private final DerivedModel derived;
    private final LedgerCheck ledger;
    private final VaultCheck vault;

    Checker(Machine machine, FactsModel facts, Uploaders uploaders, DerivedModel derived) {
        this.machine = machine;
        this.facts = facts;
        this.uploaders = uploaders;
        this.derived = derived;
        this.ledger = new LedgerCheck(facts);
        this.vault = new VaultCheck(machine);
    }

    /** Everything that was promised is there and equal, and nothing else is. */
    void check() {
        StorageEngine engine = machine.engine();
        machine.settle();
        engine.ledger().sequenceAll();
        ledger.read(engine);
        settleDoubts();
        ledger.check(engine);
        uploaders.uploads().forEach(this::check);
        checkDocuments();
        for (JobKey key : Set.copyOf(facts.jobs.keys())) {
            facts.jobs.see(key, engine.jobs().find(key));
        }
        assertEquals(List.of(), engine.report().unknownPieces(), "staged bytes that no upload names");
        derived.check(engine);
        vault.check(uploaders.uploads(), facts);
    }

    private <T> T get(CompletionStage<T> stage) {
        machine.settle();
        return stage.toCompletableFuture().join();
    }

    private Phase seen(UploadModel upload) {
        return phase(machine.engine(), upload, get(machine.engine().uploads().find(upload.id)));
    }

    /** What the store says an upload is. */
    static Phase phase(StorageEngine engine, UploadModel upload, Optional<UploadRow> row) {
        boolean sealed = engine.segments().find(upload.id).isPresent();
        if (row.isEmpty()) {
            return sealed ? Phase.SEALED : Phase.NEVER;
        }
        assertTrue(!sealed, upload + " is sealed and is not");
        return row.get().phase() == UploadRow.Phase.OPEN ? Phase.OPEN : Phase.ENDED;
    }

    /** A change is true in all its parts or in none. */
    private void settleDoubts() {
        for (UploadModel upload : uploaders.uploads()) {
            if (upload.inDoubt.isPresent()) {
                uploaders.settle(upload, seen(upload));
            }
        }
        for (Change change : facts.changes()) {
            Set<Boolean> evidence = new HashSet<>();
            for (Document document : change.facts.documents()) {
                evidence.add(machine.engine().records().versions(document.key()).contains(document));
            }
            for (LedgerEntry entry : change.facts.entries()) {
                evidence.add(ledger.holds(entry));
            }
            assertTrue(evidence.size() < 2, "a change is true in part");
            if (change.state == Change.State.IN_DOUBT) {
                facts.settled(change, evidence.contains(true));
            }
            assertTrue(
                    change.state == Change.State.TRUE || !evidence.contains(true), "a change that never was is true");
            assertTrue(change.state != Change.State.TRUE || !evidence.contains(false), "a change that was true is not");
        }
    }

    private void check(UploadModel upload) {
        assertEquals(upload.phase == Phase.ASKED ? Phase.NEVER : upload.phase, seen(upload), upload.toString());
        if (upload.phase == Phase.OPEN) {
            UploadRow row = get(machine.engine().uploads().find(upload.id)).orElseThrow();
            upload.tell(row.offsetBytes(), true);
            assertEquals(upload.created.attributes(), row.attributes());
            assertEquals(upload.created.declaredLengthBytes(), row.declaredLengthBytes());
            if (machine.oneIn(2)) {
                assertEquals(
                        Sha256.digestOf(upload.acknowledged()),
                        get(machine.engine().uploads().received(upload.id))
                                .orElseThrow()
                                .sha256());
            }
        } else if (upload.phase == Phase.SEALED) {
            readBack(machine.engine(), upload, machine.chance);
        }
    }

    /** A sealed segment is what was acknowledged, by each way of looking at it. */
    static void readBack(StorageEngine engine, UploadModel upload, RandomGenerator chance) {
        byte[] content = upload.acknowledged();
        SegmentRow row = engine.segments().find(upload.id).orElseThrow();
        upload.segment.ifPresent(told -> assertEquals(told, row));
        upload.segment = Optional.of(row);
        assertEquals(upload.sealedAs, row.kind());
        assertEquals(upload.terms, row.terms());
        assertEquals(content.length, row.lengthBytes());
        assertEquals(Sha256.digestOf(content), row.sha256());
        assertEquals(upload.created.attributes(), row.attributes());
        assertEquals(upload.created.createdAt(), row.createdAt());
        assertInstanceOf(Segments.Verification.Intact.class, engine.segments().verify(row));
        Manifest manifest = Manifest.parse(engine.segments().manifest(upload.id));
        assertEquals(row, SegmentRow.of(manifest));
        int from = chance.nextInt(content.length + 1);
        ByteBuffer part = ByteBuffer.allocate(content.length - from);
        try (SegmentReader reader = engine.segments().open(row)) {
            assertEquals(content.length - from, reader.read(part, from));
        }
        assertArrayEquals(Arrays.copyOfRange(content, from, content.length), part.array());
    }

    private void checkDocuments() {
        for (DocumentKey key : FactsModel.keys()) {
            List<Document> versions = facts.versions(key);
            assertEquals(versions, machine.engine().records().versions(key), "versions of " + key);
        }
        for (String colour : List.of("red", "blue")) {
            Term term = new Term("colour", colour);
            List<String> expected = new ArrayList<>();
            for (DocumentKey key : FactsModel.keys()) {
                List<Document> versions = facts.versions(key);
                if (!versions.isEmpty()
                        && versions.get(versions.size() - 1).terms().contains(term)) {
                    expected.add(key.id());
                }
            }
            assertEquals(new HashSet<>(expected), found("note", term), "documents that are " + colour);
        }
        Set<String> complete = new HashSet<>();
        for (UploadModel upload : uploaders.uploads()) {
            if (upload.phase == Phase.SEALED && upload.terms.contains(new Term("kind", "complete"))) {
                complete.add(upload.id.toString());
            }
        }
        assertEquals(complete, found(Facts.SEGMENT, new Term("kind", "complete")), "complete segments");
    }

    private Set<String> found(String kind, Term term) {
        Set<String> found = new HashSet<>();
        for (Hit hit : machine.engine()
                .records()
                .find(new Query(
                        kind, term, Optional.empty(), Optional.empty(), Optional.empty(), 1000, Order.NEWEST_FIRST))
                .hits()) {
            assertTrue(found.add(hit.id()), "found twice: " + hit);
        }
        return found;
    }
}
