package io.liuhen.server.ingest;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.liuhen.server.ingest.BoundedLook.Sight;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.server.testing.TestEngine;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.SegmentRow;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a segment is known soon enough for a client that waits: "the copy in hand is let go for nothing less". */
final class BoundedLookTest {
    private static final int LENGTH_BYTES = 3_000_000;

    @TempDir
    private Path folder;

    private TestEngine store;
    private SegmentReports reports;
    private SegmentRow segment;

    @BeforeEach
    void seal() {
        store = new TestEngine(folder);
        reports = new SegmentReports(store.engine().records());
        SegmentId id = store.sealed(bytes(LENGTH_BYTES, 1));
        segment = store.engine().segments().find(id).orElseThrow();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Sight look(long readNowBytesMax) {
        return new BoundedLook(
                        store.engine().segments(),
                        reports,
                        store.clock(),
                        Runnable::run,
                        readNowBytesMax,
                        Duration.ofSeconds(60))
                .at(segment)
                .toCompletableFuture()
                .join();
    }

    /** Where it is too long to be read. */
    private Sight lookAtLong() {
        return look(LENGTH_BYTES - 1);
    }

    private void reported(String state) {
        store.engine()
                .records()
                .record(Facts.of(reports.next(
                        SegmentReports.VERIFICATION,
                        segment.id(),
                        store.clock().instant(),
                        CanonicalJson.object().put("state", state))));
    }

    private Path original() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("vault"))) {
            return files.filter(file -> file.endsWith("original")).findFirst().orElseThrow();
        }
    }

    /** Another file in its place: the one that is there must not be written. */
    private void replacedBy(byte[] content) throws IOException {
        Path changed = Files.write(folder.resolve("changed"), content);
        Files.move(changed, original(), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void whatIsNotTooLongIsReadWhole() throws IOException {
        assertEquals(Sight.SOUND, look(LENGTH_BYTES));
        reported(SegmentReports.VERIFIED);
        byte[] content = bytes(LENGTH_BYTES, 1);
        content[LENGTH_BYTES / 2] ^= 1;
        replacedBy(content);
        assertEquals(Sight.DOUBTFUL, look(LENGTH_BYTES), "whatever is on record");
    }

    @Test
    void ofWhatIsLongerAndWasNeverVerifiedNothingIsKnown() {
        assertEquals(Sight.UNKNOWN, lookAtLong());
        reported("unreadable");
        assertEquals(Sight.UNKNOWN, lookAtLong());
    }

    @Test
    void aVerificationOfThisDaySpeaksForWhatIsLonger() {
        reported(SegmentReports.VERIFIED);
        assertEquals(Sight.SOUND, lookAtLong());
        store.clock().move(Duration.ofHours(23));
        assertEquals(Sight.SOUND, lookAtLong());
        store.clock().move(Duration.ofHours(1));
        assertEquals(Sight.UNKNOWN, lookAtLong(), "an older one does not");
    }

    @Test
    void aVerificationByAClockThatWasAheadDoesNot() {
        store.clock().move(Duration.ofHours(1));
        reported(SegmentReports.VERIFIED);
        store.clock().move(Duration.ofHours(-1));
        assertEquals(Sight.UNKNOWN, lookAtLong());
    }

    @Test
    void whatWasCutOffSinceIsSeenAtItsEnd() throws IOException {
        reported(SegmentReports.VERIFIED);
        replacedBy(bytes(LENGTH_BYTES, 1));
        try (FileChannel file = FileChannel.open(original(), StandardOpenOption.WRITE)) {
            file.truncate(LENGTH_BYTES - 1);
        }
        assertEquals(Sight.DOUBTFUL, lookAtLong());
        Files.delete(original());
        assertEquals(Sight.DOUBTFUL, lookAtLong());
    }
}
