package io.liuhen.server.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.custody.Actor;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.server.rendition.ProxyWishes;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.Seeded;
import io.liuhen.server.testing.TestEngine;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.JobRow.State;
import io.liuhen.storage.index.NewJob;
import io.liuhen.storage.index.SegmentRow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job is had as long as its work lives, and taken away when nobody wants it any more. */
final class UnderwayTest {
    @TempDir
    private Path folder;

    private TestEngine store;
    private Underway underway;
    private long nanos;
    private SegmentId id;
    private JobKey proxy;

    @BeforeEach
    void open() {
        store = new TestEngine(folder);
        underway = new Underway(store.engine().jobs(), () -> nanos);
        id = store.sealed(Seeded.bytes(1, 100));
        proxy = new JobKey(ProxyStep.KIND, id);
        enqueue(5);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void enqueue(int priority) {
        store.engine()
                .records()
                .record(Facts.of(new NewJob(proxy, priority, store.clock().instant())));
    }

    private JobRow job() {
        return store.engine().jobs().find(proxy).orElseThrow();
    }

    private JobRow take() {
        return store.engine().jobs().take(ProxyStep.KIND, 1, Underway.LEASE).get(0);
    }

    private JobRequests requests() {
        return new JobRequests(
                store.engine().segments(),
                store.engine().records(),
                store.engine().jobs(),
                new SegmentReports(store.engine().records()),
                new ProxyWishes(store.engine().records()),
                store.custody(),
                store.clock(),
                underway,
                () -> {});
    }

    private JobRunner lane(Step step) {
        return new JobRunner(
                List.of(step),
                store.engine().jobs(),
                store.engine().segments(),
                underway,
                new Metrics(),
                () -> nanos,
                () -> false);
    }

    @Test
    void aLeaseIsProlongedAsLongAsTheWorkLives() {
        Work work = underway.begin(take(), () -> false);
        for (int minute = 0; minute < 60; minute++) {
            store.clock().move(Duration.ofMinutes(1));
            underway.beat();
        }
        assertTrue(work.isWanted());
        assertEquals(State.LEASED, job().state());
        underway.end(work);
        store.clock().move(Underway.LEASE);
        assertEquals(2, take().takes(), "whoever died without a word has it no longer than its lease");
    }

    @Test
    void whoseLeaseWentToAnotherIsTold() {
        Work work = underway.begin(take(), () -> false);
        store.clock().move(Underway.LEASE);
        take();
        underway.beat();
        assertFalse(work.isWanted());
    }

    @Test
    void aServerThatGoesDownWantsNothingMore() {
        assertFalse(underway.begin(take(), () -> true).isWanted());
    }

    @Test
    void itTellsHowFarItHasComeAndHowLongItWillTake() {
        Work work = underway.begin(take(), () -> false);
        assertEquals(
                new Progress(0, OptionalLong.empty()), underway.progress(proxy).orElseThrow());
        nanos += TimeUnit.SECONDS.toNanos(30);
        work.at(0.25);
        work.at(0.20);
        assertEquals(
                new Progress(25, OptionalLong.of(90)), underway.progress(proxy).orElseThrow());
        work.at(1.5);
        assertEquals(
                new Progress(100, OptionalLong.of(0)), underway.progress(proxy).orElseThrow());
        underway.end(work);
        assertEquals(Optional.empty(), underway.progress(proxy));
    }

    @Test
    void aJobThatWaitsIsCancelledWithAReportAndAnEntry() {
        assertEquals(JobRequests.Cancelling.CANCELLED, requests().cancel(id, ProxyStep.KIND, Actor.server()));
        assertEquals(State.PARKED, job().state());
        assertEquals(
                "cancelled",
                new SegmentReports(store.engine().records())
                        .find(SegmentReports.PROXY, id)
                        .orElseThrow()
                        .path("code")
                        .asText());
        assertFalse(lane(new Steadfast(new CountDownLatch(0))).runOne(), "nothing is left to do");
        assertEquals(JobRequests.Cancelling.NOT_UNDER_WAY, requests().cancel(id, ProxyStep.KIND, Actor.server()));
        enqueue(1);
        assertEquals(State.WAITING, job().state(), "asked for again, it starts over");
    }

    @Test
    void aJobThatRunsIsCancelledUnderTheHandsOfWhoeverDoesIt() throws InterruptedException {
        Steadfast step = new Steadfast(new CountDownLatch(1));
        Thread thread = new Thread(lane(step)::runOne);
        thread.start();
        step.begun.await();
        requests().cancel(id, ProxyStep.KIND, Actor.server());
        thread.join();
        assertEquals(State.PARKED, job().state());
        assertEquals("cancelled", job().reason(), "its result counts for nothing");
        assertEquals(0, job().failures());
    }

    @Test
    void whoAsksForAJobThatWaitsHasItDoneBeforeOthers() {
        SegmentId other = store.sealed(Seeded.bytes(2, 100));
        store.engine()
                .records()
                .record(Facts.of(new NewJob(
                        new JobKey(ProxyStep.KIND, other), 2, store.clock().instant())));
        assertTrue(requests().again(id, ProxyStep.KIND, Optional.empty(), Actor.server()));
        assertEquals(id, take().key().subject());
        assertEquals(other, take().key().subject());
    }

    @Test
    void aResultThatCannotBeKeptIsAFailureAndTheJobIsGivenUpAfterThree() {
        Step unkept = new Step() {
            @Override
            public String kind() {
                return ProxyStep.KIND;
            }

            @Override
            public Result run(SegmentRow segment, Work work) {
                return new Result.Done(
                        Facts.of(new SegmentReports(store.engine().records())
                                .next(
                                        SegmentReports.PROXY,
                                        segment.id(),
                                        TestEngine.START,
                                        SegmentReports.done().put("latitude", 40.68))));
            }
        };
        JobRunner lane = lane(unkept);
        for (int failures = 1; failures <= 3; failures++) {
            assertTrue(lane.runOne(), "it is due again");
            assertEquals(failures == 3 ? State.PARKED : State.WAITING, job().state());
            store.clock().move(Duration.ofMinutes(1));
        }
        assertTrue(job().reason().contains("40.68"), job()::reason);
    }

    /** Works until it is told that nobody wants it. */
    private static final class Steadfast implements Step {
        private final CountDownLatch begun;

        Steadfast(CountDownLatch begun) {
            this.begun = begun;
        }

        @Override
        public String kind() {
            return ProxyStep.KIND;
        }

        @Override
        public Result run(SegmentRow segment, Work work) {
            begun.countDown();
            Eventually.holds("the work is taken away", () -> !work.isWanted());
            return new Result.Done(Facts.none());
        }
    }
}
