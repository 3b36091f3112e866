package io.liuhen.storage.rocks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.NewJob;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.testing.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What opening walks over: families that hold what was under way, and nothing of what is over or only waits. */
final class OpeningRowsTest {
    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-20T08:00:00Z"));
    private final IdGenerator ids = new IdGenerator(clock, new Random(20_261_120L));

    private Durability durability() {
        return new Durability(RealDisk.below(folder), () -> 0, SyncObserver.none());
    }

    private SegmentId opened(RocksIndex index) {
        SegmentId id = ids.segment();
        UploadRow upload =
                UploadRow.opened(id, OptionalLong.empty(), "original", CanonicalJson.object(), clock.instant());
        index.uploads().create(upload, Facts.of(new NewJob(new JobKey("check", id), 5, clock.instant())));
        return id;
    }

    private int rows(Family family) {
        Database db = new Database(folder, durability(), false);
        int count = 0;
        try (Cursor rows = db.iterate(family)) {
            for (rows.seekToFirst(); rows.isValid(); rows.next()) {
                count++;
            }
        }
        db.close();
        return count;
    }

    @Test
    void endedUploadsAndWaitingJobsAreNotAmongTheRowsThatOpeningWalksOver() {
        try (RocksIndex index = RocksIndex.open(folder, durability())) {
            for (int i = 0; i < 150; i++) {
                SegmentId id = opened(index);
                if (i % 50 > 0) {
                    long epoch = index.uploads().claim(id).orElseThrow().epoch();
                    index.uploads().end(id, epoch, Facts.none());
                    assertEquals(
                            UploadRow.Phase.ENDED,
                            index.uploads().upload(id).orElseThrow().phase());
                }
            }
            assertEquals(3, index.uploads().openUploads(Optional.empty(), 1000).size());
            Instant leaseEnd = clock.instant().plus(Duration.ofHours(1));
            index.jobs().take("check", 2, clock.instant(), leaseEnd);
        }
        assertEquals(3, rows(Family.OFFSETS));
        assertEquals(3, rows(Family.UPLOADS));
        assertEquals(2, rows(Family.LEASES));
        assertEquals(150, rows(Family.DUE));
        try (RocksIndex index = RocksIndex.open(folder, durability())) {
            assertEquals(2, index.jobs().releaseAll(clock.instant()));
        }
        assertEquals(0, rows(Family.LEASES));
    }
}
