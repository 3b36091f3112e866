package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.SegmentId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A manifest is evidence of what was sealed: what is not that manifest any more is not handed out as if it were. */
final class ManifestDamageTest {
    private static final Set<Category> REFUSALS = Set.of(Category.CORRUPT, Category.TOO_NEW);

    @TempDir
    private Path folder;

    @Test
    void aBitFlippedAnywhereInAManifestIsNoticed() throws IOException {
        Random random = new Random(TestStore.SEED);
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = sealed(store, bytes(1_500_000, 3));
            Segments segments = store.engine().segments();
            Path file = manifestFile();
            byte[] sealed = Files.readAllBytes(file);
            assertArrayEquals(sealed, segments.manifest(id));
            assertTrue(file.toFile().setWritable(true));
            for (int at = 0; at < sealed.length; at++) {
                byte[] damaged = sealed.clone();
                damaged[at] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, damaged);
                StorageException e = assertThrows(StorageException.class, () -> segments.manifest(id), "byte " + at);
                assertTrue(REFUSALS.contains(e.category()), "byte " + at + ": " + e);
            }
            Files.write(file, sealed);
            assertArrayEquals(sealed, segments.manifest(id));
        }
    }

    @Test
    void theManifestOfAnotherSegmentIsNoticed() throws IOException {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = sealed(store, bytes(3000, 3));
            Path file = manifestFile();
            byte[] first = Files.readAllBytes(file);
            SegmentId other = sealed(store, bytes(3000, 3));
            Path its = Path.of(file.toString().replace(id.toString(), other.toString()));
            assertTrue(its.toFile().setWritable(true));
            Files.write(its, first);
            StorageException e = assertThrows(
                    StorageException.class, () -> store.engine().segments().manifest(other));
            assertTrue(REFUSALS.contains(e.category()), e.toString());
            assertArrayEquals(first, store.engine().segments().manifest(id));
        }
    }

    private static SegmentId sealed(TestStore store, byte[] content) {
        SegmentId id = store.create(OptionalLong.of(content.length));
        store.write(id, 0, content);
        store.seal(id, content.length);
        return id;
    }

    private Path manifestFile() throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith("manifest.json"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
