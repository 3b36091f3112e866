package io.liuhen.storage.pieces;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.Manifest;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.pieces.Pieces.PieceReader;
import io.liuhen.storage.pieces.Pieces.PieceWriter;
import io.liuhen.storage.testing.ManualClock;
import io.liuhen.storage.testing.SimulatedDisk;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * The power goes at any operation and takes whatever was not synced: every acknowledged byte and every committed seal is
 * there afterwards, and the lists of the vault name what is there and nothing else.
 */
final class PiecesPowerCutTest {
    private static final int LIVES = 300;

    @Test
    void whatWasPromisedSurvivesEveryPowerCut() {
        int times = Integer.getInteger("liuhen.seeds", 1);
        for (long seed = 0; seed < (long) LIVES * times; seed++) {
            try {
                new Life(seed).live();
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** What must be true of one upload. */
    private static final class Model {
        private final SegmentId id;
        private final ByteArrayOutputStream acknowledged = new ByteArrayOutputStream();
        private Optional<Manifest> sealed = Optional.empty();

        /** The index has given it up; from here on only its files may be there. */
        private boolean disposed;

        Model(SegmentId id) {
            this.id = id;
        }
    }

    /** One disk, and the servers that died on it. */
    private static final class Life {
        private final RandomGenerator random;
        private final SimulatedDisk disk = new SimulatedDisk();
        private final ManualClock clock = new ManualClock(Instant.parse("2026-11-20T23:59:58Z"));
        private final IdGenerator ids;
        private final List<Model> models = new ArrayList<>();

        Life(long seed) {
            random = new SplittableRandom(seed);
            ids = new IdGenerator(clock, random);
        }

        void live() {
            for (int server = 0; server < 5; server++) {
                disk.powerOffAfter(1 + random.nextInt(150));
                try {
                    FilePieces pieces = open();
                    while (true) {
                        step(pieces);
                    }
                } catch (StorageException e) {
                    disk.powerOn(random);
                    checkThatListsNameNothingThatIsGone();
                    check();
                }
            }
        }

        /** As opening does: a seal that the index does not know is taken back, a disposal that it knows is finished. */
        private FilePieces open() {
            FilePieces pieces = FilePieces.open(disk, new Durability(disk, () -> 0, SyncObserver.none()));
            models.stream()
                    .filter(model -> model.sealed.isEmpty())
                    .forEach(model -> pieces.unpublish(model.id, "original"));
            Map<SegmentId, String> unfinished = new TreeMap<>();
            models.stream().filter(model -> model.disposed).forEach(model -> unfinished.put(model.id, "original"));
            pieces.destroy(unfinished);
            return pieces;
        }

        private void step(FilePieces pieces) {
            clock.move(Duration.ofMillis(random.nextInt(300)));
            List<Model> open =
                    models.stream().filter(model -> model.sealed.isEmpty()).toList();
            if (open.isEmpty() || random.nextInt(4) == 0) {
                models.add(new Model(ids.segment()));
                return;
            }
            if (random.nextInt(6) == 0) {
                dispose(pieces);
                return;
            }
            Model model = open.get(random.nextInt(open.size()));
            if (random.nextInt(3) > 0) {
                write(pieces, model);
            } else {
                seal(pieces, model);
            }
        }

        private void write(FilePieces pieces, Model model) {
            try (PieceWriter writer = pieces.writer(model.id, 1, model.acknowledged.size())) {
                for (int i = 0; i < random.nextInt(4); i++) {
                    byte[] bytes = new byte[random.nextInt(1500)];
                    random.nextBytes(bytes);
                    writer.append(ByteBuffer.wrap(bytes));
                    if (random.nextBoolean()) {
                        writer.flush();
                        model.acknowledged.writeBytes(bytes);
                    } else {
                        writer.cutBackTo(model.acknowledged.size());
                    }
                }
            }
        }

        private void seal(FilePieces pieces, Model model) {
            byte[] content = model.acknowledged.toByteArray();
            pieces.writer(model.id, 1, content.length).close();
            Manifest manifest = new Manifest(
                    model.id,
                    SegmentKind.COMPLETE,
                    "original",
                    content.length,
                    Sha256.digestOf(content),
                    content.length == 0 ? BlockChecksums.none() : BlockChecksums.of(1),
                    model.id.madeAt(),
                    clock.instant(),
                    CanonicalJson.object(),
                    CanonicalJson.object().arrayNode());
            pieces.publish(manifest);
            if (random.nextInt(3) == 0) {
                // The index found a conflict.
                pieces.unpublish(model.id, "original");
            } else {
                model.sealed = Optional.of(manifest);
            }
        }

        private void dispose(FilePieces pieces) {
            Map<SegmentId, String> doomed = new TreeMap<>();
            for (Model model : models) {
                if (model.sealed.isPresent() && !model.disposed && random.nextInt(3) == 0) {
                    model.disposed = true;
                    doomed.put(model.id, "original");
                }
            }
            pieces.destroy(doomed);
        }

        /** Whatever a disposal that was cut off has left: {@code sha256sum -c} finds every file that is listed. */
        private void checkThatListsNameNothingThatIsGone() {
            for (Model model : models) {
                Path folder = VaultLayout.folder(model.id);
                String list = text(disk, VaultLayout.day(model.id.date()).resolve("SHA256SUMS"));
                if (model.disposed && list.contains(model.id + "/original")) {
                    assertTrue(disk.exists(folder.resolve("original")), "listed and gone: " + model.id);
                }
                if (model.disposed && list.contains(model.id + "/manifest.json")) {
                    assertTrue(disk.exists(folder.resolve("manifest.json")), "listed and gone: " + model.id);
                }
            }
        }

        private void check() {
            try (FilePieces pieces = open()) {
                for (Model model : models) {
                    byte[] content = model.acknowledged.toByteArray();
                    if (model.disposed) {
                        assertFalse(disk.exists(VaultLayout.folder(model.id)), "not gone: " + model.id);
                    } else if (model.sealed.isPresent()) {
                        assertArrayEquals(content, sealed(pieces, model.id));
                        assertArrayEquals(model.sealed.get().bytes(), pieces.manifest(model.id));
                    } else {
                        assertArrayEquals(content, staged(pieces, model.id, content.length));
                    }
                }
            }
            checkLists();
        }

        private static byte[] sealed(FilePieces pieces, SegmentId id) {
            try (PieceReader reader = pieces.reader(id, "original")) {
                ByteBuffer found = ByteBuffer.allocate(Math.toIntExact(reader.sizeBytes()));
                reader.read(found, 0);
                return found.array();
            }
        }

        private static byte[] staged(FilePieces pieces, SegmentId id, int length) {
            try (PieceWriter writer = pieces.writer(id, 1, length)) {
                ByteBuffer found = ByteBuffer.allocate(length);
                writer.read(found, 0);
                return found.array();
            }
        }

        private void checkLists() {
            for (String day : List.of("20", "21")) {
                Path folder = Path.of("vault", "2026", "11", day);
                TreeMap<String, String> expected = new TreeMap<>();
                for (Model model : models) {
                    if (model.sealed.isPresent()
                            && !model.disposed
                            && model.id.date().getDayOfMonth() == Integer.parseInt(day)) {
                        Manifest manifest = model.sealed.get();
                        expected.put(model.id + "/original", manifest.sha256().toString());
                        expected.put(
                                model.id + "/manifest.json",
                                Sha256.digestOf(manifest.bytes()).toString());
                    }
                }
                TreeMap<String, String> found = new TreeMap<>();
                String list = text(disk, folder.resolve("SHA256SUMS"));
                assertTrue(list.isEmpty() || list.endsWith("\n"), "a half line in " + list);
                for (String line : list.lines().toList()) {
                    String[] parts = line.split("  ", 2);
                    assertEquals(2, parts.length, line);
                    assertEquals(null, found.put(parts[1], parts[0]), "listed twice: " + line);
                }
                assertEquals(expected, found);
            }
        }

        private static String text(Disk disk, Path path) {
            if (!disk.exists(path)) {
                return "";
            }
            try (DiskFile file = disk.openForReading(path)) {
                ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(file.sizeBytes()));
                file.read(all, 0);
                return new String(all.array(), StandardCharsets.UTF_8);
            }
        }
    }
}
