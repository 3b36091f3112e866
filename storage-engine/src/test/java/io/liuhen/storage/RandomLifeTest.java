package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.get;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.Uploads.SealOutcome;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.Manifest;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Term;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.testing.TracingDisk.Action;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many uploads live side by side through whatever may happen to them, and a plain model knows what must have become of
 * each. {@code -Dliuhen.seeds=N} runs N times as many lives; a failure names its seed.
 */
final class RandomLifeTest {
    private static final int STORES = 10;
    private static final int UPLOADS = 20;
    private static final int STEPS = 320;
    private static final int OPEN_UPLOADS_MAX = 4;

    @TempDir
    private Path folder;

    @Test
    void everyAcknowledgedByteComesBack() {
        int times = Integer.getInteger("liuhen.seeds", 1);
        for (int i = 0; i < STORES * times; i++) {
            long seed = TestStore.SEED + i;
            try {
                new Life(folder.resolve("store" + seed), seed).live();
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** What must be true of one upload. */
    private static final class Model {
        private final SegmentId id;
        private final ByteArrayOutputStream acknowledged = new ByteArrayOutputStream();
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private Optional<Append> append = Optional.empty();
        private boolean open = true;
        private Optional<SegmentKind> sealed = Optional.empty();

        Model(SegmentId id) {
            this.id = id;
        }

        void acknowledge() {
            acknowledged.writeBytes(written.toByteArray());
            written.reset();
        }

        void forget() {
            written.reset();
            append = Optional.empty();
        }
    }

    /** One store and its uploads. */
    private static final class Life {
        private final Random random;
        private final TestStore store;
        private final Map<SegmentId, Model> models = new LinkedHashMap<>();
        private int current;

        Life(Path folder, long seed) {
            random = new Random(seed);
            store = new TestStore(folder, new EngineConfig(3, OPEN_UPLOADS_MAX));
        }

        void live() {
            try (store) {
                for (int step = 0; step < STEPS; step++) {
                    step();
                }
                models.values().stream().filter(model -> model.open).forEach(this::check);
                reopen();
                models.values().forEach(this::check);
                finish();
            }
        }

        private void step() {
            if (models.size() < UPLOADS && random.nextInt(8) == 0) {
                SegmentId id = store.create(OptionalLong.empty());
                models.put(id, new Model(id));
                return;
            }
            if (models.isEmpty()) {
                return;
            }
            // Mostly the same upload as before, or hardly anything would happen to it while it is at hand.
            if (random.nextInt(5) == 0) {
                current = random.nextInt(models.size());
            }
            Model model = new ArrayList<>(models.values()).get(current);
            switch (random.nextInt(20)) {
                case 0, 1, 2 -> open(model);
                case 3, 4, 5, 6, 7, 8 -> write(model);
                case 9, 10, 11 -> commit(model);
                case 12 -> discard(model);
                case 13 -> interrupt(model);
                case 14 -> received(model);
                case 15 -> closeAppend(model);
                case 16 -> seal(model);
                case 17 -> end(model);
                case 18 -> fullDisk(model);
                default -> {
                    check(model);
                    if (random.nextInt(12) == 0) {
                        reopen();
                    }
                }
            }
        }

        /** Also where somebody else appends: that one is overtaken, and what it had sent is kept. */
        private void open(Model model) {
            long durable = (long) model.acknowledged.size() + model.written.size();
            long expected = random.nextInt(5) == 0 ? random.nextInt(1000) : durable;
            AppendOutcome outcome = get(store.engine().uploads().append(model.id, expected));
            if (!model.open) {
                assertInstanceOf(AppendOutcome.NotOpen.class, outcome);
                return;
            }
            model.acknowledge();
            Optional<Append> overtaken = model.append;
            model.append = Optional.empty();
            if (expected == durable) {
                model.append = Optional.of(
                        assertInstanceOf(AppendOutcome.Opened.class, outcome).append());
            } else {
                assertEquals(new AppendOutcome.WrongOffset(durable), outcome);
            }
            overtaken.ifPresent(old -> {
                assertEquals(false, get(old.write(ByteBuffer.wrap(new byte[9]))));
                assertEquals(false, get(old.discard()));
                assertInstanceOf(CommitOutcome.Overtaken.class, get(old.commit()));
                get(old.close());
            });
        }

        private byte[] someBytes() {
            int most = random.nextInt(16) == 0 ? (1 << 20) + 1000 : 3000;
            return bytes(random.nextInt(most), random.nextLong());
        }

        private void write(Model model) {
            if (model.append.isPresent()) {
                byte[] bytes = someBytes();
                assertEquals(true, get(model.append.get().write(ByteBuffer.wrap(bytes))));
                model.written.writeBytes(bytes);
            }
        }

        private void commit(Model model) {
            if (model.append.isPresent()) {
                CommitOutcome outcome = get(model.append.get().commit());
                model.acknowledge();
                assertEquals(new CommitOutcome.Committed(model.acknowledged.size()), outcome);
            }
        }

        private void discard(Model model) {
            if (model.append.isPresent()) {
                assertEquals(true, get(model.append.get().discard()));
                model.written.reset();
            }
        }

        private void interrupt(Model model) {
            get(store.engine().uploads().interrupt(model.id));
            model.acknowledge();
            model.append = Optional.empty();
        }

        private void received(Model model) {
            Optional<Uploads.Received> received = get(store.engine().uploads().received(model.id));
            assertEquals(model.open, received.isPresent());
            model.acknowledge();
            model.append = Optional.empty();
            received.ifPresent(found -> {
                assertEquals(model.acknowledged.size(), found.offsetBytes());
                assertEquals(Sha256.digestOf(model.acknowledged.toByteArray()), found.sha256());
            });
        }

        private void closeAppend(Model model) {
            if (model.append.isPresent()) {
                get(model.append.get().close());
                model.forget();
            }
        }

        private void seal(Model model) {
            if (random.nextInt(3) > 0) {
                return;
            }
            boolean right = random.nextInt(4) > 0;
            long length = (long) model.acknowledged.size() + model.written.size() + (right ? 0 : 1);
            List<SegmentKind> kinds = List.of(SegmentKind.values());
            SegmentKind kind = kinds.get(random.nextInt(kinds.size()));
            SealOutcome outcome = get(store.engine()
                    .uploads()
                    .seal(new Uploads.SealRequest(
                            model.id, length, kind, List.of(new Term("kind", kind.toString())), Facts.none())));
            if (model.open) {
                model.acknowledge();
                model.append = Optional.empty();
            }
            if (model.open && right) {
                SegmentRow segment =
                        assertInstanceOf(SealOutcome.Sealed.class, outcome).segment();
                assertEquals(store.engine().segments().find(model.id), Optional.of(segment));
                model.open = false;
                model.sealed = Optional.of(kind);
            } else {
                assertInstanceOf(SealOutcome.Overtaken.class, outcome);
            }
        }

        private void end(Model model) {
            Commit commit = get(store.engine().uploads().endEmpty(model.id, Facts.none()));
            if (!model.open) {
                assertEquals(new Commit.Fenced(), commit);
                return;
            }
            model.acknowledge();
            model.append = Optional.empty();
            if (model.acknowledged.size() > 0) {
                assertEquals(new Commit.Fenced(), commit);
            } else {
                assertInstanceOf(Commit.Done.class, commit);
                model.open = false;
            }
        }

        /** A write finds no room: the append is over, and the upload stands where it was acknowledged. */
        private void fullDisk(Model model) {
            if (model.append.isPresent()) {
                store.disk().failOnce(Action.WRITE, "staging/" + model.id, 1, Category.NO_SPACE);
                StorageException failure = TestStore.failsAs(
                        Category.NO_SPACE, () -> get(model.append.orElseThrow().write(ByteBuffer.wrap(bytes(500, 1)))));
                assertTrue(String.valueOf(failure.getMessage()).contains("ordered"));
                model.forget();
            }
        }

        /** As a server that is stopped: what live appends have sent is committed. */
        private void reopen() {
            store.reopen();
            for (Model model : models.values()) {
                model.acknowledge();
                model.append = Optional.empty();
            }
            long open = models.values().stream().filter(model -> model.open).count();
            assertEquals(open, store.engine().report().openUploads());
            assertEquals(List.of(), store.engine().report().unknownPieces());
            assertEquals(List.of(), store.engine().report().sealsTakenBack());
        }

        private void check(Model model) {
            Optional<UploadRow> upload = get(store.engine().uploads().find(model.id));
            Optional<SegmentRow> segment = store.engine().segments().find(model.id);
            assertEquals(model.sealed.isPresent(), segment.isPresent());
            assertEquals(model.sealed.isEmpty(), upload.isPresent());
            upload.ifPresent(row -> {
                assertEquals(model.open ? UploadRow.Phase.OPEN : UploadRow.Phase.ENDED, row.phase());
                assertEquals(model.acknowledged.size(), row.offsetBytes());
            });
            segment.ifPresent(row -> checkSealed(model, row));
        }

        private void checkSealed(Model model, SegmentRow row) {
            byte[] content = model.acknowledged.toByteArray();
            assertEquals(model.sealed.orElseThrow(), row.kind());
            assertEquals(Sha256.digestOf(content), row.sha256());
            assertArrayEquals(content, store.read(model.id));
            assertInstanceOf(
                    Segments.Verification.Intact.class,
                    store.engine().segments().verify(row));
            Manifest manifest = Manifest.parse(store.engine().segments().manifest(model.id));
            assertEquals(row, SegmentRow.of(manifest));
            int from = random.nextInt(content.length + 1);
            ByteBuffer part = ByteBuffer.allocate(random.nextInt(5000));
            try (SegmentReader reader = store.engine().segments().open(row)) {
                int count = reader.read(part, from);
                assertEquals(Math.min(part.capacity(), content.length - from), count);
                assertArrayEquals(Arrays.copyOfRange(content, from, from + count), Arrays.copyOf(part.array(), count));
            }
        }

        /** In the end every open upload can be sealed as it is. */
        private void finish() {
            for (Model model : models.values()) {
                if (model.open) {
                    assertInstanceOf(SealOutcome.Sealed.class, store.seal(model.id, model.acknowledged.size()));
                    model.open = false;
                    model.sealed = Optional.of(SegmentKind.COMPLETE);
                    check(model);
                }
            }
        }
    }
}
