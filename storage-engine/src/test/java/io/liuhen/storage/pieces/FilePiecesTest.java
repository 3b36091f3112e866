package io.liuhen.storage.pieces;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.pieces.Pieces.PieceWriter;
import io.liuhen.storage.testing.TracingDisk;
import io.liuhen.storage.testing.TracingDisk.Action;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes in files. */
final class FilePiecesTest extends PiecesContract {
    @TempDir
    private Path folder;

    private TracingDisk disk = new TracingDisk(RealDisk.below(Path.of("target")));
    private List<FilePieces> opened = new ArrayList<>();

    @BeforeEach
    void open() {
        disk = new TracingDisk(RealDisk.below(folder));
        opened.add(FilePieces.open(disk, new Durability(disk, () -> 0, SyncObserver.none())));
    }

    @AfterEach
    void close() {
        pieces().close();
        assertEquals(List.of(), disk.openFiles(), "files that nobody has closed");
    }

    @Override
    protected FilePieces pieces() {
        return opened.get(opened.size() - 1);
    }

    @Override
    protected void reopen() {
        close();
        open();
    }

    /** As if the process had died: nothing is closed in order, and a new one finds the same folder. */
    private void die() {
        open();
    }

    private Path day(SegmentId id) {
        return folder.resolve(VaultLayout.day(id.date()));
    }

    /** Checks a day as {@code sha256sum -c} would, and that it names every file exactly once. */
    private static void assertListHolds(Path day) throws IOException {
        List<String> listed = new ArrayList<>();
        String text = Files.exists(day.resolve("SHA256SUMS")) ? Files.readString(day.resolve("SHA256SUMS")) : "";
        assertTrue(text.isEmpty() || text.endsWith("\n"), "a half line: " + text);
        for (String line : text.lines().toList()) {
            String[] parts = line.split("  ", 2);
            assertEquals(2, parts.length, "not a line of sha256sum: " + line);
            assertEquals(
                    Sha256.digestOf(Files.readAllBytes(day.resolve(parts[1]))).toString(), parts[0], line);
            listed.add(parts[1]);
        }
        try (Stream<Path> files = Files.walk(day)) {
            List<String> there = files.filter(Files::isRegularFile)
                    .map(file -> day.relativize(file).toString())
                    .filter(name -> !name.startsWith("SHA256SUMS"))
                    .sorted()
                    .toList();
            assertEquals(there, listed.stream().sorted().toList());
        }
    }

    private SegmentId published(byte[] content) {
        SegmentId id = id();
        write(id, 1, 0, content);
        pieces().publish(manifest(id, content));
        return id;
    }

    @Test
    void originalAndManifestAreReadOnlyAndListed() throws IOException {
        SegmentId id = published(bytes(100, 1));
        Path original = day(id).resolve(id + "/" + FILE);
        assertEquals("r--r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(original)));
        assertEquals(
                "r--r--r--",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(original.resolveSibling("manifest.json"))));
        assertListHolds(day(id));
        pieces().unpublish(id, FILE);
        assertListHolds(day(id));
    }

    @Test
    void aPublicationThatStoppedAnywhereIsTakenBackWithoutATrace() throws IOException {
        byte[] content = bytes(100, 2);
        boolean stopped = true;
        for (int count = 0; stopped; count++) {
            SegmentId before = published(bytes(10, count));
            SegmentId id = id();
            write(id, 1, 0, content);
            stopped = stoppedAfter(count, () -> pieces().publish(manifest(id, content)));
            die();
            pieces().unpublish(id, FILE);
            assertListHolds(day(before));
            assertArrayEquals(content, readOpen(id, 100));
            pieces().publish(manifest(id, content));
            assertListHolds(day(before));
            assertArrayEquals(content, readSealed(id));
        }
    }

    @Test
    void takingBackMayStopAnywhereToo() throws IOException {
        byte[] content = bytes(100, 3);
        boolean stopped = true;
        for (int count = 0; stopped; count++) {
            SegmentId before = published(bytes(10, count));
            SegmentId id = published(content);
            stopped = stoppedAfter(count, () -> pieces().unpublish(id, FILE));
            die();
            pieces().unpublish(id, FILE);
            assertArrayEquals(content, readOpen(id, 100));
            assertListHolds(day(before));
        }
    }

    private boolean stoppedAfter(int count, Runnable what) {
        disk.stopAfter(count);
        try {
            what.run();
            return false;
        } catch (StorageException e) {
            return true;
        } finally {
            disk.heal();
        }
    }

    @Test
    void aPublicationThatFindsNoRoomCanBeRepeatedAtOnce() throws IOException {
        byte[] content = bytes(100, 4);
        for (Action action : List.of(Action.CREATE_DIRECTORY, Action.CREATE, Action.WRITE, Action.RENAME)) {
            boolean failed = true;
            for (int nth = 1; failed; nth++) {
                SegmentId id = id();
                write(id, 1, 0, content);
                disk.failOnce(action, "vault", nth, Category.NO_SPACE);
                try {
                    pieces().publish(manifest(id, content));
                    failed = false;
                } catch (StorageException e) {
                    assertEquals(Category.NO_SPACE, e.category());
                    write(id, 2, 100, new byte[0]);
                    pieces().publish(manifest(id, content));
                }
                disk.heal();
                assertArrayEquals(content, readSealed(id));
                assertListHolds(day(id));
            }
        }
    }

    @Test
    void aListThatWasTornAtAnyByteIsCutBackToWholeLines() throws IOException {
        SegmentId first = published(bytes(10, 5));
        Path list = day(first).resolve("SHA256SUMS");
        byte[] whole = Files.readAllBytes(list);
        SegmentId second = id();
        String lines = DayList.line(Sha256.digestOf(new byte[1]), second, FILE)
                + DayList.line(Sha256.digestOf(new byte[2]), second, "manifest.json");
        byte[] more = lines.getBytes(StandardCharsets.UTF_8);
        write(second, 1, 0, bytes(10, 6));
        for (int kept = 0; kept <= more.length; kept++) {
            pieces().close();
            Files.createDirectory(day(second).resolve(second.toString()));
            byte[] torn = Arrays.copyOf(whole, whole.length + kept);
            System.arraycopy(more, 0, torn, whole.length, kept);
            Files.write(list, torn);
            open();
            assertTrue(pieces().unpublish(second, FILE));
            assertArrayEquals(whole, Files.readAllBytes(list), kept + " bytes kept");
        }
    }

    @Test
    void aTornListOfFinishedDaysIsMendedBeforeTheNextLine() throws IOException {
        SegmentId first = published(bytes(10, 7));
        Path list = day(first).resolve("SHA256SUMS");
        reopen();
        Files.writeString(list, Files.readString(list) + "00ff  half a li");
        published(bytes(10, 8));
        assertListHolds(day(first));
    }

    @Test
    void aFailedFlushIsFinal() {
        SegmentId id = id();
        try (PieceWriter writer = pieces().writer(id, 1, 0)) {
            disk.failOnce(Action.SYNC, "staging", 1, Category.IO);
            assertEquals(
                    Category.AMBIGUOUS_COMMIT,
                    assertThrows(StorageException.class, writer::flush).category());
            assertEquals(
                    Category.READ_ONLY,
                    assertThrows(StorageException.class, writer::flush).category());
        }
    }

    @Test
    void namesOfOthersInTheStagingFolderAreLeftAlone() throws IOException {
        Files.writeString(folder.resolve("staging/notes.txt"), "left by a person");
        SegmentId id = id();
        write(id, 1, 0, bytes(1, 9));
        assertEquals(List.of(id), pieces().staged());
        assertTrue(Files.exists(folder.resolve("staging/notes.txt")));
    }
}
