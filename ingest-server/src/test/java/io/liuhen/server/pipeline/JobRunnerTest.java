package io.liuhen.server.pipeline;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.observe.Metrics;
import io.liuhen.server.testing.TestEngine;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JobRunnerTest {
    @TempDir
    private Path folder;

    private long nanos = TimeUnit.DAYS.toNanos(-1);
    private boolean rush;

    @Test
    void aLaneGivesWayToARushButNotForEver() {
        try (TestEngine store = new TestEngine(folder)) {
            JobRunner lane = new JobRunner(
                    List.of(),
                    store.engine().jobs(),
                    store.engine().segments(),
                    new Underway(store.engine().jobs(), () -> nanos),
                    new Metrics(),
                    () -> nanos,
                    () -> rush);
            assertFalse(lane.givesWay(), "nobody else needs the machine");
            rush = true;
            assertTrue(lane.givesWay());
            nanos += TimeUnit.SECONDS.toNanos(59);
            assertTrue(lane.givesWay());
            nanos += TimeUnit.SECONDS.toNanos(1);
            assertFalse(lane.givesWay(), "one job a minute is begun whatever comes");
            assertTrue(lane.givesWay(), "one, and then it gives way again");
            rush = false;
            assertFalse(lane.givesWay());
        }
    }
}
