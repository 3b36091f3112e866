package io.liuhen.server.records;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.config.UnitConfig;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.testing.CapturedLog;
import io.liuhen.server.testing.TestEngine;
import io.liuhen.server.testing.TestServer;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.testing.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store knows of before, held against what a server is started with. */
final class StoreUnitIT {
    private static final Instant START = Instant.parse("2026-11-20T08:00:00Z");

    @TempDir
    private Path folder;

    private ServerConfig of(String unit) {
        ServerConfig trial = TestServer.config(folder);
        UnitConfig named = new UnitConfig(unit, "某单位", trial.unit().zone());
        return new ServerConfig(trial.data(), trial.http(), named, trial.media());
    }

    private String refused(String unit) {
        return String.valueOf(assertThrows(
                        IllegalStateException.class,
                        () -> TestServer.of(of(unit)).close())
                .getMessage());
    }

    @Test
    void aStoreIsServedUnderItsUnitAlone() {
        String id;
        try (TestServer server = TestServer.of(of("fusong"))) {
            id = server.tus().upload(bytes(1000, 1));
        }
        String sentence = refused("baishan");
        assertTrue(sentence.contains("\"baishan\"") && sentence.contains("unit: {id: fusong}"), sentence);
        try (TestServer server = TestServer.of(of("fusong"))) {
            server.http().get("/segments/" + id).expect(200);
        }
    }

    @Test
    void aStoreInWhichNothingWasDoneMayBecomeAnothers() {
        TestServer.of(of("trial")).close();
        try (TestServer server = TestServer.of(of("fusong"))) {
            server.tus().upload(bytes(1000, 1));
        }
        assertTrue(refused("trial").contains("fusong"));
    }

    @Test
    void aStoreOfBeforeIsTheUnitsOfItsNewestEntry() {
        try (TestEngine before = new TestEngine(folder)) {
            before.engine().records().record(Facts.of(before.custody().entry(Deed.READ, Actor.server(), List.of("a"))));
        }
        assertTrue(refused("fusong").contains("unit: {id: trial}"));
        TestServer.of(of("trial")).close();
        assertTrue(refused("fusong").contains("unit: {id: trial}"));
    }

    @Test
    void aClockBeforeTheNewestEntryIsToldOf() {
        ManualClock clock = new ManualClock(START);
        try (TestServer server = TestServer.of(of("trial"), clock)) {
            server.tus().upload(bytes(1000, 1));
            assertEquals(0, server.metric("liuhen_clock_behind_store"));
        }
        clock.move(Duration.ofDays(-400));
        try (CapturedLog log = new CapturedLog();
                TestServer server = TestServer.of(of("trial"), clock)) {
            assertTrue(
                    log.all().stream().anyMatch(line -> line.contains("clock says 2025-")),
                    log.all().toString());
            // Entries of now are older than the seal of before: the next start is to warn as well.
            server.tus().upload(bytes(1000, 2));
        }
        try (TestServer server = TestServer.of(of("trial"), clock)) {
            String ready = server.operators().get("/readyz?verbose").expect(200).text();
            assertTrue(ready.contains("before the newest entry of the store, of 2026-11-20"), ready);
            assertEquals(1, server.metric("liuhen_clock_behind_store"));
            clock.move(Duration.ofDays(400));
            assertEquals(0, server.metric("liuhen_clock_behind_store"));
        }
    }
}
