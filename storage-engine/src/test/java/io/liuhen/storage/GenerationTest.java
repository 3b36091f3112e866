package io.liuhen.storage;

import static io.liuhen.storage.StoreFiles.copy;
import static io.liuhen.storage.StoreFiles.delete;
import static io.liuhen.storage.StoreFiles.tree;
import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.failsAs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.check.Finding.Sort;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.SegmentId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Index and the file {@code GENERATION} go together, whenever a server dies; what does not go together is refused. */
final class GenerationTest {
    private static final int OPERATIONS_OF_AN_OPENING = 120;

    @TempDir
    private Path folder;

    private String generation() throws IOException {
        return Files.readString(folder.resolve("GENERATION"));
    }

    private void refusedUntouched(Category category) throws IOException {
        Map<String, String> before = tree(folder);
        failsAs(category, () -> new TestStore(folder).close());
        assertEquals(before, tree(folder));
    }

    @Test
    void eachOpeningBeginsOne() throws IOException {
        new TestStore(folder).close();
        assertEquals("{\"number\":1,\"since\":\"2026-11-20T08:00:00Z\",\"version\":1}", generation());
        new TestStore(folder).close();
        assertEquals("{\"number\":2,\"since\":\"2026-11-20T08:00:00Z\",\"version\":1}", generation());
    }

    @Test
    void anOpeningThatDiesAnywhereDoesNotKeepTheNextOneOut() throws IOException {
        new TestStore(folder).close();
        int died = 0;
        for (int operations = 0; operations < OPERATIONS_OF_AN_OPENING; operations++) {
            try {
                new TestStore(folder, new EngineConfig(1, 1), operations).close();
            } catch (StorageException e) {
                died++;
                assertNotEquals(Category.CORRUPT, e.category(), e.getMessage());
            }
        }
        assertTrue(died > 20 && died < OPERATIONS_OF_AN_OPENING, died + " openings have died");
        new TestStore(folder).close();
    }

    @Test
    void aFileThatIsMissingChangedOrOfANewerFormIsRefused() throws IOException {
        new TestStore(folder).close();
        new TestStore(folder).close();
        Path file = folder.resolve("GENERATION");
        String content = generation();
        Files.writeString(file, content.replace("\"number\":2", "\"number\":3"));
        refusedUntouched(Category.CORRUPT);
        Files.writeString(file, "");
        refusedUntouched(Category.CORRUPT);
        Files.writeString(file, content.replace("\"version\":1", "\"version\":2"));
        refusedUntouched(Category.TOO_NEW);
        Files.delete(file);
        refusedUntouched(Category.CORRUPT);
        Files.writeString(file, content);
        new TestStore(folder).close();
        assertTrue(generation().contains("\"number\":3"), generation());
    }

    /** As a snapshot of the disk has it, from which somebody takes the index only. */
    @Test
    void anIndexThatWasCopiedFromARunningServerIsOlderAnHourLater() throws IOException {
        Path copy = folder.resolve("index.copy");
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(5000));
            store.write(id, 0, bytes(1000, 3));
            copy(folder.resolve("index"), copy);
            store.letPass(Duration.ofMinutes(59));
            store.engine().tend();
            assertTrue(generation().contains("\"number\":1,"), generation());
            store.letPass(Duration.ofMinutes(1));
            store.engine().tend();
            store.engine().tend();
            assertTrue(generation().contains("\"number\":2,"), generation());
            store.write(id, 1000, bytes(3000, 4));
        }
        delete(folder.resolve("index"));
        copy(copy, folder.resolve("index"));
        refusedUntouched(Category.CORRUPT);
    }

    private void checkFinds(Sort sort, String path) {
        Heard heard = Heard.of(folder);
        assertTrue(heard.has(sort, path), () -> sort + " " + path + " is not among " + heard.findings());
    }

    @Test
    void storeCheckFindsWhatDoesNotGoTogether() throws IOException {
        new TestStore(folder).close();
        Path file = folder.resolve("GENERATION");
        String content = generation();
        assertEquals(List.of(), Heard.of(folder).findings());
        Files.writeString(file, content.replace("\"number\":1", "\"number\":7"));
        checkFinds(Sort.CONTRADICTORY, "index");
        Files.writeString(file, content.replace("\"number\":1", "\"number\":0"));
        checkFinds(Sort.DAMAGED, "GENERATION");
        Files.writeString(file, content.replace("\"version\":1", "\"version\":2"));
        failsAs(Category.TOO_NEW, () -> Heard.of(folder));
        Files.writeString(file, content);
        new TestStore(folder).close();
        assertEquals(List.of(), Heard.of(folder).findings());
        Files.delete(file);
        checkFinds(Sort.MISSING, "GENERATION");
    }
}
