package io.liuhen.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.testing.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody names the wrong folder: an SD card with evidence on it, say. */
final class ForeignFolderTest {
    @TempDir
    private Path folder;

    @Test
    void aFolderThatIsNoStoreStaysAsItWas() throws IOException {
        Files.createDirectories(folder.resolve("DCIM"));
        Files.write(folder.resolve("DCIM/A0001.MP4"), new byte[] {1, 2, 3});
        StorageException refusal = assertThrows(
                StorageException.class,
                () -> StorageEngine.open(
                        new EngineConfig(1, 8),
                        RealDisk.below(folder),
                        new ManualClock(Instant.EPOCH),
                        System::nanoTime,
                        SyncObserver.none()));
        assertEquals(StorageException.Category.CORRUPT, refusal.category());
        try (Stream<Path> all = Files.walk(folder)) {
            assertEquals(
                    List.of("", "DCIM", "DCIM/A0001.MP4"),
                    all.map(path -> folder.relativize(path).toString()).sorted().toList());
        }
    }
}
