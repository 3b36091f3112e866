package io.liuhen.storage.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.SyncObserver.Target;
import io.liuhen.storage.testing.TracingDisk;
import io.liuhen.storage.testing.TracingDisk.Action;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One place decides what is durable, and a failed sync is final. */
final class DurabilityTest {
    private static final Path A = Path.of("a");

    @TempDir
    private Path folder;

    private final AtomicLong clock = new AtomicLong();
    private final List<String> observed = new ArrayList<>();
    private TracingDisk disk = new TracingDisk(RealDisk.below(Path.of("target")));
    private Durability durability = new Durability(disk, clock::get, SyncObserver.none());

    @BeforeEach
    void open() {
        disk = new TracingDisk(RealDisk.below(folder));
        durability = new Durability(disk, clock::incrementAndGet, new SyncObserver() {
            @Override
            public void synced(Target target, long durationNanos) {
                observed.add(target + " " + durationNanos);
            }

            @Override
            public void syncFailed(Target target) {
                observed.add(target + " failed");
            }
        });
    }

    private static StorageException fails(Category category, Runnable what) {
        StorageException failure = assertThrows(StorageException.class, what::run);
        assertEquals(category, failure.category(), failure.getMessage());
        return failure;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aFailedSyncIsFinalForEverything() {
        for (Action action : List.of(Action.SYNC, Action.SYNC_DIRECTORY)) {
            open();
            try (DiskFile file = disk.create(Path.of("file" + action))) {
                disk.failOnce(action, "", 1, action == Action.SYNC ? Category.IO : Category.AMBIGUOUS_COMMIT);
                StorageException failure = fails(Category.AMBIGUOUS_COMMIT, () -> {
                    if (action == Action.SYNC) {
                        durability.sync(file);
                    } else {
                        durability.syncDirectory(Path.of(""));
                    }
                });
                assertTrue(failure.getCause() instanceof StorageException, "the first cause is kept");
                disk.forget();
                for (Runnable later : List.<Runnable>of(
                        () -> durability.sync(file),
                        () -> durability.syncLog(file),
                        () -> durability.syncDirectory(Path.of("")),
                        () -> durability.committing(() -> disk.note("committed")),
                        () -> durability.writeNew(A, text("x")),
                        durability::checkWritable)) {
                    fails(Category.READ_ONLY, later);
                }
                assertEquals(List.of(), disk.operations(), "nothing reaches the disk any more");
            }
        }
    }

    @Test
    void aFailedCommitOfTheIndexIsFinalToo() {
        fails(
                Category.AMBIGUOUS_COMMIT,
                () -> durability.committing(() -> {
                    throw new StorageException(Category.IO, "log file is gone");
                }));
        assertEquals(Optional.of("log file is gone"), durability.readOnlyReason());
        fails(Category.READ_ONLY, durability::checkWritable);
        assertEquals(List.of("INDEX failed"), observed);
    }

    @Test
    void aDirectoryThatCannotBeOpenedIsNoFailedSync() {
        disk.failOnce(Action.SYNC_DIRECTORY, "", 1, Category.IO);
        fails(Category.IO, () -> durability.createDirectories(A));
        assertEquals(Optional.empty(), durability.readOnlyReason());
        assertEquals(List.of(), observed);
        disk.forget();
        durability.createDirectories(A);
        assertEquals(
                List.of("CREATE_DIRECTORY a", "SYNC_DIRECTORY "), disk.operations(""), "it is not taken for durable");
    }

    @Test
    void aDirectoryThatIsGoneCannotBeMadeDurableEver() {
        fails(Category.AMBIGUOUS_COMMIT, () -> durability.syncDirectory(A));
        assertTrue(durability.readOnlyReason().isPresent());
    }

    @Test
    void aFullDiskDuringASyncIsAsFinal() {
        try (DiskFile file = disk.create(A)) {
            disk.failOnce(Action.SYNC, "a", 1, Category.NO_SPACE);
            fails(Category.AMBIGUOUS_COMMIT, () -> durability.sync(file));
            assertTrue(durability.readOnlyReason().isPresent());
        }
    }

    @Test
    void theFirstFailureIsTheOneToLookInto() {
        assertEquals(Optional.empty(), durability.readOnlyReason());
        try (DiskFile file = disk.create(A)) {
            disk.failOnce(Action.SYNC, "a", 1, Category.IO);
            fails(Category.AMBIGUOUS_COMMIT, () -> durability.sync(file));
            String first = durability.readOnlyReason().orElseThrow();
            fails(Category.READ_ONLY, () -> durability.syncDirectory(Path.of("")));
            assertEquals(Optional.of(first), durability.readOnlyReason());
        }
    }

    @Test
    void everySyncIsObserved() {
        try (DiskFile file = disk.create(A)) {
            durability.sync(file);
            durability.syncLog(file);
            durability.syncDirectory(Path.of(""));
            durability.committing(() -> {});
            disk.failOnce(Action.SYNC, "a", 1, Category.IO);
            fails(Category.AMBIGUOUS_COMMIT, () -> durability.sync(file));
        }
        assertEquals(List.of("DATA 1", "LOG 1", "DIRECTORY 1", "INDEX 1", "DATA failed"), observed);
    }

    @Test
    void directoriesAreMadeDurableFromTheRootDown() {
        durability.createDirectories(Path.of("a", "b", "c"));
        assertEquals(
                List.of(
                        "CREATE_DIRECTORY a",
                        "SYNC_DIRECTORY ",
                        "CREATE_DIRECTORY a/b",
                        "SYNC_DIRECTORY a",
                        "CREATE_DIRECTORY a/b/c",
                        "SYNC_DIRECTORY a/b"),
                disk.operations(""));
        disk.forget();
        durability.createDirectories(Path.of("a", "b", "c"));
        assertEquals(List.of(), disk.operations(), "once is enough");
        durability.createDirectories(Path.of("a", "b", "d"));
        assertEquals(List.of("CREATE_DIRECTORY a/b/d", "SYNC_DIRECTORY a/b"), disk.operations(""));
    }

    @Test
    void aDirectoryThatSomebodyElseMadeIsMadeDurableAllTheSame() {
        disk.createDirectory(A);
        disk.forget();
        durability.createDirectories(A);
        assertEquals(List.of("CREATE_DIRECTORY a", "SYNC_DIRECTORY "), disk.operations(""));
    }

    @Test
    void aReplacementIsSyncedBeforeItTakesThePlace() {
        durability.replace(A, text("old"));
        disk.forget();
        durability.replace(A, text("new"));
        assertEquals(
                List.of("DELETE a.new", "CREATE a.new", "WRITE a.new", "SYNC a.new", "RENAME a", "SYNC_DIRECTORY "),
                disk.operations(""));
    }

    @Test
    void aReplacementThatStopsAnywhereLeavesTheOldOrTheNew() throws IOException {
        durability.replace(A, text("old"));
        boolean stopped = true;
        for (int count = 0; stopped; count++) {
            open();
            disk.stopAfter(count);
            try {
                durability.replace(A, text("new"));
                stopped = false;
            } catch (StorageException e) {
                String found = Files.readString(folder.resolve(A));
                assertTrue(found.equals("old") || found.equals("new"), found);
            }
            assertEquals(List.of(), disk.openFiles());
        }
        assertEquals("new", Files.readString(folder.resolve(A)));
    }
}
