package io.liuhen.server.query;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.testing.TestEngine;
import io.liuhen.storage.format.SegmentId;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "One entry per caller, segment, file and five minutes, however many ranges a player asks for." */
final class ReadLogTest {
    private static final Actor WANG = Actor.anonymous("192.0.2.7");

    @TempDir
    private Path folder;

    /** Near the end of its range: it may overflow at any moment. */
    private long nanos = Long.MAX_VALUE;

    private TestEngine engine;
    private ReadLog log;
    private SegmentId segment;

    @BeforeEach
    void open() {
        engine = new TestEngine(folder);
        log = new ReadLog(engine.engine().records(), engine.custody(), () -> nanos);
        segment = engine.ids().segment();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
        engine.clock().move(time);
    }

    private int entries() {
        engine.engine().ledger().sequenceAll();
        return engine.engine().ledger().about(segment.toString(), 0, 100).size();
    }

    @Test
    void manyReadingsWithinFiveMinutesAreOneEntry() {
        for (int i = 0; i < 10; i++) {
            log.reading(WANG, segment, "content");
            pass(Duration.ofSeconds(29));
        }
        assertEquals(1, entries());
    }

    @Test
    void afterFiveMinutesItIsAnotherEntry() {
        log.reading(WANG, segment, "content");
        pass(Duration.ofMinutes(5).minusMillis(1));
        log.reading(WANG, segment, "content");
        assertEquals(1, entries());
        pass(Duration.ofMillis(1));
        log.reading(WANG, segment, "content");
        assertEquals(2, entries());
    }

    @Test
    void theMinutesAreNotThoseOfAClockThatIsSet() {
        engine.clock().move(Duration.ofDays(365));
        log.reading(WANG, segment, "content");
        engine.clock().move(Duration.ofDays(-365));
        log.reading(WANG, segment, "content");
        assertEquals(1, entries(), "set back, and no time has passed");
        pass(Duration.ofMinutes(6));
        log.reading(WANG, segment, "content");
        assertEquals(2, entries());
        engine.clock().move(Duration.ofDays(365));
        log.reading(WANG, segment, "content");
        assertEquals(2, entries(), "set ahead, and no time has passed");
    }

    @Test
    void anotherCallerFileOrSegmentIsAnotherEntry() {
        log.reading(WANG, segment, "content");
        log.reading(Actor.anonymous("192.0.2.8"), segment, "content");
        log.reading(WANG, segment, "proxy.mp4");
        log.reading(WANG, engine.ids().segment(), "content");
        assertEquals(3, entries());
    }

    @Test
    void anEntryIsOnRecordBeforeAnyByteLeaves() {
        log.reading(WANG, segment, "content");
        assertEquals("{\"file\":\"content\"}", firstLeaf().path("facts").toString());
        assertEquals("read", firstLeaf().path("deed").asText());
    }

    private ObjectNode firstLeaf() {
        engine.engine().ledger().sequenceAll();
        return engine.engine().ledger().about(segment.toString(), 0, 1).get(0).leaf();
    }
}
