package io.liuhen.storage.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A log that runs for years keeps its last file open, and one more at most: that which was read last. */
final class FullLogFilesTest extends LogFixture {
    private static final int RECORDS = 300;
    private static final int OPEN_MAX = 2;

    @Test
    void aFileThatIsFullIsClosed() throws IOException {
        try (AppendLog log = open(OptionalLong.empty(), SMALL_FILES)) {
            List<Long> positions = append(log, 0, RECORDS);
            assertTrue(files().size() > 20, files().size() + " files");
            assertEquals(List.of(files().get(files().size() - 1).getFileName()), openNames());
            for (int i = 0; i < RECORDS; i++) {
                assertArrayEquals(record(i), log.read(positions.get(i)));
                assertTrue(openNames().size() <= OPEN_MAX, openNames()::toString);
            }
            assertHolds(log, RECORDS);
            log.check(log.end());
        }
    }

    private List<Path> openNames() {
        return disk().openFiles().stream().map(Path::getFileName).toList();
    }

    /** A batch that was not committed may have filled several files. */
    @Test
    void whatIsCutBackMayBeginInAnyOfThem() throws IOException {
        for (int kept = 0; kept < RECORDS; kept += 13) {
            List<Long> ends = new ArrayList<>();
            try (AppendLog log = open(OptionalLong.empty(), SMALL_FILES)) {
                log.cutBackTo(0);
                for (int i = 0; i < RECORDS; i++) {
                    ends.add(log.end());
                    append(log, i, i + 1);
                }
                log.cutBackTo(ends.get(kept));
                assertHolds(log, kept);
                append(log, kept, RECORDS);
                assertHolds(log, RECORDS);
                assertTrue(openNames().size() <= OPEN_MAX, openNames()::toString);
            }
            try (AppendLog log = open(OptionalLong.empty(), SMALL_FILES)) {
                assertHolds(log, RECORDS);
            }
        }
    }
}
