package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.DisposalIndex.Disposal;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.testing.TracingDisk.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of a disposed segment that cannot be deleted is told of and tried again, and keeps no other. */
final class UndeletedFilesTest {
    @TempDir
    private Path folder;

    private static SegmentId sealed(TestStore store, long seed) {
        SegmentId id = store.create(OptionalLong.of(100));
        store.write(id, 0, bytes(100, seed));
        store.seal(id, 100);
        return id;
    }

    private static void dispose(TestStore store, SegmentId id) {
        assertInstanceOf(
                Disposal.Disposed.class,
                store.engine()
                        .disposals()
                        .dispose(id, CanonicalJson.object().put("who", "档案员"), List.of(), Facts.none()));
    }

    private boolean exists(String path) {
        return Files.exists(folder.resolve(path));
    }

    private static void derive(TestStore store, SegmentId id) throws IOException {
        Path made = store.engine().derivatives().scratch().resolve("made");
        Files.write(made, new byte[10]);
        store.engine().derivatives().publish(id, "proxy.mp4", made);
    }

    @Test
    void oneKeepsNoOtherOfItsDayOrAnother() throws IOException {
        try (TestStore store = new TestStore(folder)) {
            SegmentId stuck = sealed(store, 1);
            SegmentId sameDay = sealed(store, 2);
            store.clock().move(Duration.ofDays(1));
            SegmentId nextDay = sealed(store, 3);
            derive(store, sameDay);
            String original = "vault/2026/11/20/" + stuck + "/original.mp4";
            store.disk().failAlways(Action.DELETE, original, Category.IO);
            for (SegmentId id : List.of(stuck, sameDay, nextDay)) {
                dispose(store, id);
            }
            assertTrue(exists(original));
            assertFalse(exists("vault/2026/11/20/" + sameDay));
            assertFalse(exists("derived/2026/11/20/" + sameDay));
            assertFalse(exists("vault/2026/11/21/" + nextDay));
            assertEquals(1, store.engine().disposals().undeleted());
            store.restart();
            assertEquals(1, store.engine().disposals().undeleted(), "opening has tried it again");
            store.disk().heal();
            store.engine().disposals().deleteFiles();
            assertEquals(0, store.engine().disposals().undeleted());
            assertFalse(exists("vault/2026/11/20/" + stuck));
        }
    }

    @Test
    void aListThatCannotBeRewrittenKeepsItsDayAndNoOther() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId stuck = sealed(store, 1);
            sealed(store, 2);
            store.clock().move(Duration.ofDays(1));
            SegmentId nextDay = sealed(store, 3);
            store.disk().failAlways(Action.CREATE, "vault/2026/11/20/SHA256SUMS.new", Category.IO);
            dispose(store, stuck);
            dispose(store, nextDay);
            assertTrue(exists("vault/2026/11/20/" + stuck + "/original.mp4"), "what is listed is there");
            assertFalse(exists("vault/2026/11/21/" + nextDay));
            assertEquals(1, store.engine().disposals().undeleted());
            store.disk().heal();
        }
    }
}
