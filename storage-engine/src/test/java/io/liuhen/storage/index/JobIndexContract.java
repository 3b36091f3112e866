package io.liuhen.storage.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.JobRow.State;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Jobs in any index: each is had by one at a time, for a while, and done once. */
public abstract class JobIndexContract extends IndexFixture {
    private JobIndex jobs() {
        return index().jobs();
    }

    private JobRow job(String kind, SegmentId subject) {
        return jobs().job(new JobKey(kind, subject)).orElseThrow();
    }

    private List<SegmentId> taken(String kind, int limit, long now) {
        return jobs().take(kind, limit, at(now), at(now + 60)).stream()
                .map(job -> job.key().subject())
                .toList();
    }

    private JobRow takeOne(String kind, long now, long leaseEnd) {
        List<JobRow> taken = jobs().take(kind, 1, at(now), at(leaseEnd));
        assertEquals(1, taken.size());
        return taken.get(0);
    }

    @Test
    public void theMostUrgentAreTakenFirstThenTheLongestDue() {
        SegmentId late = id();
        SegmentId early = id();
        SegmentId urgent = id();
        SegmentId later = id();
        SegmentId other = id();
        enqueue(job("check", late, 5, 9), job("check", early, 5, 3), job("check", urgent, 0, 10));
        enqueue(job("check", later, 0, 11), job("copy", other, 0, 0));
        assertEquals(List.of(urgent, early), taken("check", 2, 10));
        assertEquals(List.of(late), taken("check", 2, 10));
        assertEquals(List.of(), taken("check", 2, 10), "one is not due yet");
        assertEquals(List.of(later), taken("check", 2, 11));
        assertEquals(List.of(other), taken("copy", 2, 11));
        assertEquals(List.of(), taken("none", 2, 11));
    }

    @Test
    public void aLeaseKeepsOthersAwayUntilItEnds() {
        SegmentId id = id();
        enqueue(job("check", id, 0, 0));
        JobRow first = takeOne("check", 0, 60);
        assertEquals(State.LEASED, job("check", id).state());
        assertEquals(List.of(), taken("check", 9, 59));
        reopen();
        assertEquals(List.of(), taken("check", 9, 59));
        JobRow second = takeOne("check", 60, 120);
        assertEquals(first.takes() + 1, second.takes());
        assertEquals(2, second.takes());
        assertEquals(0, second.failures(), "a server that died is not a failure of the job");
    }

    @Test
    public void aResultOfAnEndedLeaseIsRefused() {
        SegmentId id = id();
        enqueue(job("check", id, 0, 0));
        JobRow old = takeOne("check", 0, 60);
        JobRow fresh = takeOne("check", 60, 120);
        JobRow before = job("check", id);
        fenced(jobs().finish(old, Facts.of(document("a", 1))));
        fenced(jobs().park(old, "no", Facts.of(document("a", 1))));
        assertFalse(jobs().renew(old, at(999)));
        assertFalse(jobs().retry(old, at(0), "again"));
        assertEquals(before, job("check", id));
        assertEquals(List.of(), index().documents().versions(new DocumentKey("note", "a")));
        done(jobs().finish(fresh, Facts.of(document("a", 1))));
        fenced(jobs().finish(fresh, Facts.of(document("a", 2))));
        assertEquals(
                1, index().documents().versions(new DocumentKey("note", "a")).size());
    }

    @Test
    public void whoStillHoldsAJobMayFinishItThoughTheLeaseIsOver() {
        SegmentId id = id();
        enqueue(job("check", id, 0, 0));
        JobRow lease = takeOne("check", 0, 60);
        assertTrue(jobs().renew(lease, at(200)));
        assertEquals(List.of(), taken("check", 9, 199));
        assertEquals(State.LEASED, job("check", id).state());
        done(jobs().finish(lease, Facts.none()));
        assertEquals(List.of(), taken("check", 9, 1000));
    }

    @Test
    public void aFailedJobIsTriedAgainLater() {
        SegmentId id = id();
        enqueue(job("check", id, 4, 0));
        for (int failures = 1; failures <= 3; failures++) {
            long now = failures * 100L;
            JobRow lease = takeOne("check", now, now + 60);
            assertTrue(jobs().retry(lease, at(now + 50), "disk says " + failures));
            JobRow waiting = job("check", id);
            assertEquals(State.WAITING, waiting.state());
            assertEquals(failures, waiting.failures());
            assertEquals("disk says " + failures, waiting.reason());
            assertEquals(4, waiting.priority());
            assertEquals(List.of(), taken("check", 9, now + 49));
        }
    }

    @Test
    public void aJobThatGotItsTimeFromAClockThatWasAheadIsDue() {
        long year = 365 * 86_400L;
        SegmentId ahead = id();
        SegmentId urgent = id();
        SegmentId putOff = id();
        SegmentId usual = id();
        SegmentId soon = id();
        enqueue(job("check", putOff, 0, year));
        assertTrue(jobs().retry(takeOne("check", year, year + 60), at(year + 100), "full"));
        enqueue(
                job("check", ahead, 5, year),
                job("check", urgent, 1, year),
                job("check", usual, 9, 0),
                job("check", soon, 0, 86_400),
                job("copy", soon, 0, year));
        reopen();
        assertEquals(List.of(usual, putOff, urgent, ahead), taken("check", 9, 0), "after those that are due");
        assertTrue(taken("check", 9, 86_400).contains(soon), "a day is no time that a clock was wrong by");
    }

    @Test
    public void aLeaseOfAClockThatWasAheadIsStillHeld() {
        long year = 365 * 86_400L;
        SegmentId id = id();
        enqueue(job("check", id, 0, 0));
        JobRow lease = takeOne("check", year, year + 60);
        assertEquals(List.of(), taken("check", 9, 0), "whoever has it works on it");
        done(jobs().finish(lease, Facts.none()));
    }

    @Test
    public void aParkedJobWaitsForSomebodyWithItsReason() {
        SegmentId id = id();
        enqueue(job("check", id, 0, 0));
        done(jobs().park(takeOne("check", 0, 60), "no such codec", Facts.of(entry("parked", "s"))));
        reopen();
        assertEquals(State.PARKED, job("check", id).state());
        assertEquals("no such codec", job("check", id).reason());
        assertEquals(List.of(), taken("check", 9, 1_000_000));
        enqueue(job("check", id, 0, 100));
        assertEquals(List.of(id), taken("check", 9, 100));
    }

    @Test
    public void aJobThatIsDoneAndEnqueuedAgainStartsOver() {
        SegmentId id = id();
        enqueue(job("check", id, 0, 0));
        JobRow first = takeOne("check", 0, 60);
        assertTrue(jobs().retry(first, at(1), "once"));
        JobRow second = takeOne("check", 1, 60);
        done(jobs().finish(second, Facts.none()));
        enqueue(job("check", id, 7, 50));
        JobRow again = job("check", id);
        assertEquals(State.WAITING, again.state());
        assertEquals(7, again.priority());
        assertEquals(at(50), again.runAt());
        assertEquals(0, again.failures());
        assertEquals(0, again.takes());
        assertEquals("", again.reason());
        JobRow third = takeOne("check", 50, 60);
        assertTrue(third.token() > second.token(), "a late result of the first time must not count");
        fenced(jobs().finish(second, Facts.none()));
    }

    @Test
    public void aJobThatStillWaitsOrRunsIsNotEnqueuedTwice() {
        SegmentId id = id();
        enqueue(job("check", id, 3, 5), job("check", id, 3, 0), job("check", id, 9, 0));
        assertEquals(3, job("check", id).priority());
        assertEquals(at(5), job("check", id).runAt());
        JobRow lease = takeOne("check", 5, 60);
        enqueue(job("check", id, 0, 0));
        assertEquals(State.LEASED, job("check", id).state());
        assertEquals(3, job("check", id).priority());
        done(jobs().finish(lease, Facts.none()));
        assertEquals(State.DONE, job("check", id).state());
        assertEquals(List.of(), taken("check", 9, 1000), "nothing of it is left");
    }

    @Test
    public void aJobThatWaitsGoesBeforeOthersOnceSomebodyAsksForItNow() {
        SegmentId first = id();
        SegmentId asked = id();
        enqueue(job("check", first, 5, 0), job("check", asked, 5, 0));
        assertTrue(jobs().retry(takeOne("check", 0, 60), at(90), "disk"));
        JobRow second = takeOne("check", 0, 60);
        SegmentId putOff = second.key().subject().equals(asked) ? first : asked;
        assertTrue(jobs().retry(second, at(80), "disk"));
        enqueue(job("check", putOff, 1, 10));
        JobRow sooner = job("check", putOff);
        assertEquals(1, sooner.priority());
        assertEquals(at(10), sooner.runAt());
        assertEquals(1, sooner.failures(), "its tries are not forgotten");
        reopen();
        assertEquals(List.of(putOff), taken("check", 9, 10));
        assertEquals(Map.of("check", 2), jobs().queued());
        enqueue(job("check", second.key().subject(), 0, 500));
        assertEquals(at(80), job("check", second.key().subject()).runAt(), "more urgent is never later");
    }

    @Test
    public void aJobThatIsCancelledIsGivenUpAndItsHoldersResultIsRefused() {
        SegmentId waiting = id();
        SegmentId running = id();
        enqueue(job("check", running, 0, 0));
        JobRow lease = takeOne("check", 0, 60);
        enqueue(job("check", waiting, 0, 0));
        for (SegmentId id : List.of(waiting, running)) {
            JobKey key = new JobKey("check", id);
            done(jobs().cancel(key, "not needed", Facts.of(entry("cancelled", id.toString()))));
            assertEquals(State.PARKED, job("check", id).state());
            assertEquals("not needed", job("check", id).reason());
            fenced(jobs().cancel(key, "again", Facts.of(document("a", 1))));
        }
        fenced(jobs().finish(lease, Facts.of(document("a", 1))));
        assertFalse(jobs().renew(lease, at(999)));
        assertFalse(jobs().retry(lease, at(0), "again"));
        fenced(jobs().cancel(new JobKey("check", id()), "no such job", Facts.none()));
        assertEquals(List.of(), index().documents().versions(new DocumentKey("note", "a")));
        reopen();
        assertEquals(0, jobs().releaseAll(at(100)));
        assertEquals(List.of(), taken("check", 9, 1_000_000));
        assertEquals(Map.of(), jobs().queued());
        enqueue(job("check", running, 4, 0));
        JobRow again = takeOne("check", 0, 60);
        assertTrue(again.token() > lease.token());
        fenced(jobs().finish(lease, Facts.none()));
        done(jobs().finish(again, Facts.none()));
    }

    @Test
    public void theSameJobTwiceInOneChangeIsOneJob() {
        SegmentId id = id();
        SegmentId next = id();
        done(index().documents()
                .record(Facts.of(job("check", id, 1, 0))
                        .and(Facts.of(job("check", id, 2, 0)))
                        .and(Facts.of(job("check", id, 0, 0)))));
        enqueue(job("check", next, 5, 0));
        assertEquals(Map.of("check", 2), jobs().queued());
        assertEquals(0, job("check", id).priority(), "the most urgent of them");
        done(jobs().finish(takeOne("check", 0, 60), Facts.none()));
        assertEquals(List.of(next), taken("check", 1, 0), "nothing of it is left in the way of others");
    }

    @Test
    public void aJobMayEnqueueItselfAgainAsItFinishes() {
        SegmentId id = id();
        enqueue(job("check", id, 0, 0));
        done(jobs().finish(takeOne("check", 0, 60), Facts.of(job("check", id, 9, 500))));
        assertEquals(State.WAITING, job("check", id).state());
        assertEquals(List.of(), taken("check", 9, 499));
        assertEquals(List.of(id), taken("check", 9, 500));
    }

    @Test
    public void everyLeaseEndsWithItsServer() {
        List<SegmentId> all = new ArrayList<>();
        List<JobRow> leases = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(id());
            enqueue(job(i % 2 == 0 ? "check" : "copy", all.get(i), i % 3, i));
        }
        leases.addAll(jobs().take("check", 3, at(20), at(1000)));
        leases.addAll(jobs().take("copy", 1, at(20), at(1000)));
        reopen();
        assertEquals(4, jobs().releaseAll(at(21)));
        assertEquals(0, jobs().releaseAll(at(21)));
        leases.forEach(lease -> fenced(jobs().finish(lease, Facts.none())));
        Set<SegmentId> taken = new HashSet<>(taken("check", 10, 21));
        taken.addAll(taken("copy", 10, 21));
        assertEquals(new HashSet<>(all), taken);
    }

    @Test
    public void noTwoTakersGetTheSameJob() throws Exception {
        int count = 60;
        for (int i = 0; i < count; i++) {
            enqueue(job("check", id(), i % 10, 0));
        }
        List<List<JobRow>> takers = together(4, () -> {
            List<JobRow> mine = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                mine.addAll(jobs().take("check", 3, at(0), at(60)));
            }
            return mine;
        });
        List<JobKey> taken =
                takers.stream().flatMap(List::stream).map(JobRow::key).toList();
        assertEquals(count, taken.size());
        assertEquals(count, new HashSet<>(taken).size());
    }

    @Test
    public void jobsAreCountedByKindAndFoundByTheirSegment() {
        SegmentId id = id();
        SegmentId other = id();
        enqueue(job("copy", id, 0, 0), job("check", id, 0, 0), job("check", other, 0, 0), job("c", id, 0, 0));
        assertEquals(Map.of("check", 2, "copy", 1, "c", 1), jobs().queued());
        assertEquals(
                Set.of("c", "check", "copy"),
                new HashSet<>(
                        jobs().about(id).stream().map(job -> job.key().kind()).toList()));
        assertEquals(3, jobs().about(id).size());
        done(jobs().finish(takeOne("copy", 0, 60), Facts.none()));
        assertEquals(Map.of("check", 2, "c", 1), jobs().queued());
        assertEquals(3, jobs().about(id).size(), "a job that is done is still known");
        assertEquals(List.of(), jobs().about(id()));
        assertEquals(Optional.empty(), jobs().job(new JobKey("check", id())));
    }
}
