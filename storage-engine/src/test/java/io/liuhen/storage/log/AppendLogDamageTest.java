package io.liuhen.storage.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A torn end is cut away; damage anywhere else is reported, and nothing is cut away. */
final class AppendLogDamageTest extends LogFixture {
    @Test
    void aLastRecordThatWasTornAtAnyByteIsCutAwayAndTheRestIsIntact() throws IOException {
        long lastBegins;
        try (AppendLog log = open()) {
            append(log, 0, 4);
            lastBegins = append(log, 4, 5).get(0);
        }
        byte[] whole = Files.readAllBytes(onlyFile());
        for (int length = (int) lastBegins; length < whole.length; length++) {
            Files.write(onlyFile(), Arrays.copyOf(whole, length));
            try (AppendLog log = open()) {
                assertHolds(log, 4);
                assertEquals(lastBegins, log.end());
                append(log, 4, 6);
                assertHolds(log, 6);
            }
            try (AppendLog log = open()) {
                assertHolds(log, 6);
            }
        }
    }

    @Test
    void aLastRecordOfWhichThePowerLeftOnlyTheLengthIsCutAway() throws IOException {
        long lastBegins;
        try (AppendLog log = open()) {
            append(log, 0, 4);
            lastBegins = append(log, 4, 5).get(0);
        }
        byte[] whole = Files.readAllBytes(onlyFile());
        for (int zeroFrom = (int) lastBegins; zeroFrom < whole.length; zeroFrom++) {
            byte[] torn = Arrays.copyOf(Arrays.copyOf(whole, zeroFrom), whole.length);
            if (Arrays.equals(torn, whole)) {
                continue; // the record ends with zeros of its own
            }
            Files.write(onlyFile(), torn);
            try (AppendLog log = open()) {
                assertHolds(log, 4);
            }
        }
    }

    @Test
    void aDamagedRecordInTheMiddleIsReportedAndNothingIsCutAway() throws IOException {
        List<Long> positions;
        try (AppendLog log = open()) {
            positions = append(log, 0, 6);
        }
        byte[] whole = Files.readAllBytes(onlyFile());
        for (long at = positions.get(2); at < positions.get(3); at++) {
            Files.write(onlyFile(), whole);
            change(onlyFile(), at, 0x10);
            byte[] damaged = Files.readAllBytes(onlyFile());
            openFails(Category.CORRUPT, OptionalLong.empty());
            assertArrayEquals(damaged, Files.readAllBytes(onlyFile()), "a person may still read what is there");
        }
    }

    @Test
    void aDamagedRecordBeforeACommittedEndIsReportedByWhoReadsIt() throws IOException {
        List<Long> positions;
        long end;
        try (AppendLog log = open()) {
            positions = append(log, 0, 6);
            end = log.end();
        }
        for (int damaged = 0; damaged < 6; damaged++) {
            byte[] whole = Files.readAllBytes(onlyFile());
            change(onlyFile(), positions.get(damaged) + 8, 1);
            try (AppendLog log = open(OptionalLong.of(end), 1 << 20)) {
                for (int i = 0; i < 6; i++) {
                    long position = positions.get(i);
                    if (i == damaged) {
                        assertEquals(
                                Category.CORRUPT,
                                assertThrows(StorageException.class, () -> log.read(position))
                                        .category());
                    } else {
                        assertArrayEquals(record(i), log.read(position));
                    }
                }
                assertThrows(StorageException.class, () -> log.forEach(0, (position, content) -> {}));
                assertEquals(end, log.end());
            }
            Files.write(onlyFile(), whole);
        }
    }

    @Test
    void whatFollowsTheCommittedEndIsCutAwayEvenIfItIsWhole() {
        long end;
        try (AppendLog log = open()) {
            append(log, 0, 3);
            end = log.end();
            append(log, 3, 6);
        }
        try (AppendLog log = open(OptionalLong.of(end), 1 << 20)) {
            assertHolds(log, 3);
        }
        try (AppendLog log = open()) {
            assertHolds(log, 3);
        }
    }

    @Test
    void aCommittedEndBeyondTheContentIsCorruption() {
        long end;
        try (AppendLog log = open()) {
            append(log, 0, 3);
            end = log.end();
        }
        openFails(Category.CORRUPT, OptionalLong.of(end + 1));
    }

    @Test
    void aFileThatWasBegunAndNotFinishedIsForgotten() throws IOException {
        try (AppendLog log = open(OptionalLong.empty(), SMALL_FILES)) {
            append(log, 0, 20);
        }
        long end = 0;
        for (Path file : files()) {
            end += Files.size(file);
        }
        Path next = folder().resolve(name(end));
        for (int length = 0; length < HEADER_BYTES; length++) {
            Files.write(next, Arrays.copyOf("LIUHENJ".getBytes(StandardCharsets.US_ASCII), length));
            try (AppendLog log = open(OptionalLong.empty(), SMALL_FILES)) {
                assertHolds(log, 20);
            }
        }
    }

    @Test
    void aFileThatIsMissingOrShortInTheMiddleIsReportedByWhoReadsIt() throws IOException {
        try (AppendLog log = open(OptionalLong.empty(), SMALL_FILES)) {
            append(log, 0, 60);
        }
        Path middle = files().get(2);
        byte[] whole = Files.readAllBytes(middle);
        for (int length : List.of(0, 10, 16, whole.length - 1)) {
            Files.write(middle, Arrays.copyOf(whole, length));
            readingFails();
            assertEquals(length, Files.size(middle), "a person may still read what is there");
        }
        Files.delete(middle);
        readingFails();
        Files.write(middle, whole);
        Files.delete(files().get(0));
        openFails(Category.CORRUPT, OptionalLong.empty());
    }

    private void readingFails() {
        try (AppendLog log = open(OptionalLong.empty(), SMALL_FILES)) {
            assertEquals(
                    Category.CORRUPT,
                    assertThrows(StorageException.class, () -> log.forEach(0, (position, content) -> {}))
                            .category());
        }
    }

    @Test
    void aFullFileThatIsMissingIsSeenFromTheNamesAlone() throws IOException {
        open().close();
        ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(onlyFile()));
        long next = 100L << 20;
        Files.write(folder().resolve(name(next)), header.putLong(8, next).array());
        openFails(Category.CORRUPT, OptionalLong.empty());
        openFails(Category.CORRUPT, OptionalLong.of(next + HEADER_BYTES));
    }

    @Test
    void recordsBeyondTheCommittedEndThatNobodyWaitsForAreNotCutAway() throws IOException {
        long end;
        List<Long> positions;
        try (AppendLog log = open()) {
            append(log, 0, 3);
            end = log.end();
            positions = append(log, 3, 6);
        }
        byte[] whole = Files.readAllBytes(onlyFile());
        Predicate<byte[]> allButTheLast = content -> !Arrays.equals(content, record(5));
        for (int torn = 0; torn < 2; torn++) {
            byte[] before = Files.readAllBytes(onlyFile());
            StorageException refused =
                    assertThrows(StorageException.class, () -> open(OptionalLong.of(end), 1 << 20, allButTheLast));
            assertEquals(Category.CORRUPT, refused.category());
            assertTrue(String.valueOf(refused.getMessage()).contains("index rebuild"), refused.getMessage());
            assertArrayEquals(before, Files.readAllBytes(onlyFile()));
            // Also where one before it is torn, which a power cut may leave.
            change(onlyFile(), positions.get(0) + 8, 1);
        }
        Files.write(onlyFile(), whole);
        try (AppendLog log = open(OptionalLong.of(end), 1 << 20, content -> true)) {
            assertHolds(log, 3);
        }
    }

    @Test
    void aHeaderOfAnotherKindIsCorruptAndOneOfANewerVersionIsTooNew() throws IOException {
        try (AppendLog log = open()) {
            append(log, 0, 1);
        }
        byte[] whole = Files.readAllBytes(onlyFile());
        for (int at : List.of(0, 5, 6, 8, 15)) {
            Files.write(onlyFile(), whole);
            change(onlyFile(), at, 1);
            openFails(Category.CORRUPT, OptionalLong.empty());
        }
        Files.write(onlyFile(), whole);
        change(onlyFile(), 7, 3);
        openFails(Category.TOO_NEW, OptionalLong.empty());
        Files.write(onlyFile(), Arrays.copyOf(Files.readAllBytes(onlyFile()), (int) HEADER_BYTES));
        openFails(Category.TOO_NEW, OptionalLong.empty());
    }

    @Test
    void aLastFileWithRubbishInThePlaceOfItsHeaderWasNeverBegun() throws IOException {
        long end;
        try (AppendLog log = open(OptionalLong.empty(), SMALL_FILES)) {
            append(log, 0, 20);
            end = log.end();
        }
        byte[] rubbish = noise((int) HEADER_BYTES);
        for (OptionalLong committed : List.of(OptionalLong.of(end), OptionalLong.empty())) {
            Files.write(folder().resolve(name(end)), rubbish);
            try (AppendLog log = open(committed, SMALL_FILES)) {
                assertHolds(log, 20);
            }
            assertTrue(Files.notExists(folder().resolve(name(end))));
        }
        Files.write(folder().resolve(name(end)), rubbish);
        openFails(Category.CORRUPT, OptionalLong.of(end + HEADER_BYTES));
        Files.write(folder().resolve(name(end)), noise((int) HEADER_BYTES + 1));
        openFails(Category.CORRUPT, OptionalLong.of(end));
    }

    private static byte[] noise(int count) {
        byte[] noise = new byte[count];
        new Random(1).nextBytes(noise);
        return noise;
    }
}
