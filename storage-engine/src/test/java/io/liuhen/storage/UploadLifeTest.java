package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.get;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.Manifest;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.SegmentRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of an upload's bytes (architecture §2), from the first chunk to the vault. */
final class UploadLifeTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void bytesThatCameInChunksComeBackAsOneSegment() {
        byte[] content = bytes(3 * MIB + 12_345, 1);
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(content.length));
            long offset = 0;
            for (int size : List.of(1, MIB - 1, MIB + 7, 500_000)) {
                offset = store.write(id, offset, Arrays.copyOfRange(content, (int) offset, (int) offset + size));
            }
            store.write(id, offset, Arrays.copyOfRange(content, (int) offset, content.length));
            assertInstanceOf(Uploads.SealOutcome.Sealed.class, store.seal(id, content.length));

            SegmentRow segment = store.engine().segments().find(id).orElseThrow();
            assertEquals(Sha256.digestOf(content), segment.sha256());
            assertArrayEquals(content, read(store, segment, 0, content.length));
            assertArrayEquals(
                    Arrays.copyOfRange(content, MIB - 3, 2 * MIB + 3), read(store, segment, MIB - 3, MIB + 6));
            assertInstanceOf(
                    Segments.Verification.Intact.class,
                    store.engine().segments().verify(segment));
        }
    }

    @Test
    void anUploadGoesOnAfterTheStoreWasOpenedAgainAndKeepsItsDigest() {
        byte[] content = bytes(2 * MIB + 99, 2);
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(content.length));
            store.write(id, 0, Arrays.copyOf(content, MIB + 50));
            store.reopen();
            assertEquals(
                    MIB + 50,
                    get(store.engine().uploads().find(id)).orElseThrow().offsetBytes());
            store.write(id, MIB + 50, Arrays.copyOfRange(content, MIB + 50, content.length));
            store.seal(id, content.length);
            store.reopen();
            SegmentRow segment = store.engine().segments().find(id).orElseThrow();
            assertEquals(Sha256.digestOf(content), segment.sha256());
            assertArrayEquals(content, read(store, segment, 0, content.length));
        }
    }

    @Test
    void aWrongOffsetIsAnsweredWithTheDurableOne() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(100));
            store.write(id, 0, bytes(10, 3));
            AppendOutcome outcome = get(store.engine().uploads().append(id, 11));
            assertEquals(
                    10,
                    assertInstanceOf(AppendOutcome.WrongOffset.class, outcome).durableOffsetBytes());
        }
    }

    @Test
    void whoTakesAnUploadOverFindsWhatTheOtherHadSent() {
        byte[] content = bytes(1000, 4);
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(content.length));
            Append first = store.append(id, 0);
            assertTrue(get(first.write(ByteBuffer.wrap(content, 0, 400))));
            get(store.engine().uploads().interrupt(id));
            assertEquals(
                    400, get(store.engine().uploads().find(id)).orElseThrow().offsetBytes());
            assertFalse(get(first.write(ByteBuffer.wrap(content, 400, 100))), "the first append is over");
            assertInstanceOf(CommitOutcome.Overtaken.class, get(first.commit()));
            store.write(id, 400, Arrays.copyOfRange(content, 400, 1000));
            store.seal(id, 1000);
            SegmentRow segment = store.engine().segments().find(id).orElseThrow();
            assertArrayEquals(content, read(store, segment, 0, 1000));
        }
    }

    @Test
    void whatIsReceivedTellsOfTheUploadAsItStandsNow() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(10));
            store.write(id, 0, bytes(10, 12));
            Uploads.Received received =
                    get(store.engine().uploads().received(id)).orElseThrow();
            assertEquals(10, received.upload().offsetBytes());
            assertTrue(received.upload().received(), "who ends it must see that it is whole");
        }
    }

    @Test
    void discardedBytesLeaveNoTraceInDigestsOrFile() {
        byte[] content = bytes(MIB + 100, 5);
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(content.length));
            Append append = store.append(id, 0);
            get(append.write(ByteBuffer.wrap(content, 0, 100)));
            get(append.commit());
            get(append.write(ByteBuffer.wrap(bytes(2 * MIB, 6))));
            assertTrue(get(append.discard()));
            get(append.write(ByteBuffer.wrap(content, 100, MIB)));
            get(append.commit());
            store.seal(id, content.length);
            SegmentRow segment = store.engine().segments().find(id).orElseThrow();
            assertEquals(Sha256.digestOf(content), segment.sha256());
            assertArrayEquals(content, read(store, segment, 0, content.length));
        }
    }

    @Test
    void bytesThatWereNotCommittedAreForgottenWhenTheAppendCloses() {
        byte[] content = bytes(1000, 10);
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(content.length));
            Append append = store.append(id, 0);
            get(append.write(ByteBuffer.wrap(bytes(300, 11))));
            get(append.close());
            assertEquals(1000, store.write(id, 0, content));
            store.seal(id, content.length);
            assertArrayEquals(
                    content, read(store, store.engine().segments().find(id).orElseThrow(), 0, 1000));
        }
    }

    @Test
    void theVaultExplainsItselfToSha256sum() throws Exception {
        byte[] content = bytes(5000, 7);
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(content.length));
            store.write(id, 0, content);
            store.seal(id, content.length);
            Path day = folder.resolve("vault/2026/11/20");
            Process check = new ProcessBuilder("sha256sum", "--strict", "-c", "SHA256SUMS")
                    .directory(day.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(check.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertEquals(0, check.waitFor(), output);
            assertEquals(2, output.lines().filter(line -> line.endsWith(": OK")).count(), output);
            Path original = day.resolve(id + "/original.mp4");
            assertEquals("r--r--r--", permissions(original));
            Manifest manifest = Manifest.parse(Files.readAllBytes(day.resolve(id + "/manifest.json")));
            assertEquals("夜间检查.mp4", manifest.attributes().path("name").asText());
        }
    }

    @Test
    void aNewStoreIsClosedToEverybodyButItsOwner() throws Exception {
        Path fresh = folder.resolve("in/a/folder");
        RealDisk.below(fresh);
        assertEquals("rwx------", permissions(fresh));
    }

    private static String permissions(Path path) throws IOException {
        return java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aSealThatWasCutOffBeforeItsCommitIsTakenBackOnOpening() throws Exception {
        byte[] content = bytes(5000, 8);
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(content.length));
            store.write(id, 0, content);
            store.engine().close();
            // What the disk shows when the power goes between the rename and the commit.
            Path day = Files.createDirectories(folder.resolve("vault/2026/11/20"));
            Path segmentFolder = Files.createDirectories(day.resolve(id.toString()));
            Files.writeString(segmentFolder.resolve("manifest.json"), "{}");
            Files.writeString(day.resolve("SHA256SUMS"), "00  " + id + "/original.mp4\n00  " + id + "/mani");
            Files.move(folder.resolve("staging/" + id + ".part"), segmentFolder.resolve("original.mp4"));

            store.reopen();
            assertEquals(List.of(id), store.engine().report().sealsTakenBack());
            assertFalse(Files.exists(segmentFolder));
            assertFalse(Files.exists(day.resolve("SHA256SUMS")), "nothing is left that it could name");
            assertInstanceOf(Uploads.SealOutcome.Sealed.class, store.seal(id, content.length));
            SegmentRow segment = store.engine().segments().find(id).orElseThrow();
            assertArrayEquals(content, read(store, segment, 0, content.length));
        }
    }

    @Test
    void aChangedByteIsFoundAndNotHandedOut() throws Exception {
        byte[] content = bytes(3 * MIB, 9);
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(content.length));
            store.write(id, 0, content);
            store.seal(id, content.length);
            Path original = folder.resolve("vault/2026/11/20/" + id + "/original.mp4");
            Files.setPosixFilePermissions(
                    original, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
            byte[] damaged = content.clone();
            damaged[MIB + 17] ^= 1;
            Files.write(original, damaged);

            SegmentRow segment = store.engine().segments().find(id).orElseThrow();
            assertArrayEquals(Arrays.copyOf(content, MIB), read(store, segment, 0, MIB));
            StorageException failure = assertThrows(StorageException.class, () -> read(store, segment, MIB, 10));
            assertEquals(StorageException.Category.CORRUPT, failure.category());
            assertInstanceOf(
                    Segments.Verification.Damaged.class,
                    store.engine().segments().verify(segment));
        }
    }

    @Test
    void aSecondServerOnTheSameStoreIsRefused() {
        try (TestStore store = new TestStore(folder)) {
            StorageException failure = assertThrows(
                    StorageException.class,
                    () -> StorageEngine.open(
                            EngineConfig.defaults(),
                            RealDisk.below(store.folder()),
                            store.clock(),
                            System::nanoTime,
                            SyncObserver.none()));
            assertEquals(StorageException.Category.IN_USE, failure.category());
        }
    }

    private static byte[] read(TestStore store, SegmentRow segment, long from, int count) {
        try (SegmentReader reader = store.engine().segments().open(segment)) {
            ByteBuffer buffer = ByteBuffer.allocate(count);
            assertEquals(count, reader.read(buffer, from));
            return buffer.array();
        }
    }
}
