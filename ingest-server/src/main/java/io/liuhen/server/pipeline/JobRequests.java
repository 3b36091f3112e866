package io.liuhen.server.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.server.rendition.Copies;
import io.liuhen.server.rendition.Profile;
import io.liuhen.server.rendition.ProxyWishes;
import io.liuhen.storage.Jobs;
import io.liuhen.storage.Records;
import io.liuhen.storage.Segments;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.NewJob;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Jobs that a person asks for, or asks to be left undone. Thread-safe; blocks on the disk. */
public final class JobRequests {
    /** The kinds of job that there are. */
    public static final List<String> KINDS =
            List.of(VerifyStep.KIND, ProbeStep.KIND, PosterStep.KIND, ProxyStep.KIND, Copies.JOB);

    /** The kind that may be asked for by a profile. */
    public static final String WITH_PROFILE = ProxyStep.KIND;

    /** Those that may be left undone: whether bytes are what was sealed is never not wanted. */
    public static final List<String> CANCELLABLE = List.of(ProbeStep.KIND, PosterStep.KIND, ProxyStep.KIND);

    /** Somebody waits for it. */
    private static final int PRIORITY_ASKED_FOR = 1;

    private static final String CANCELLED = "cancelled";

    private final Segments segments;
    private final Records records;
    private final Jobs jobs;
    private final SegmentReports reports;
    private final ProxyWishes wishes;
    private final Custody custody;
    private final InstantSource clock;
    private final Underway underway;
    private final Runnable wake;

    /**
     * Requests.
     *
     * @param wake tells the pipeline that there is work
     */
    public JobRequests(
            Segments segments,
            Records records,
            Jobs jobs,
            SegmentReports reports,
            ProxyWishes wishes,
            Custody custody,
            InstantSource clock,
            Underway underway,
            Runnable wake) {
        this.segments = segments;
        this.records = records;
        this.jobs = jobs;
        this.reports = reports;
        this.wishes = wishes;
        this.custody = custody;
        this.clock = clock;
        this.underway = underway;
        this.wake = wake;
    }

    /**
     * Has a job done again; one that waits comes before others, one that runs stays as it is. False if there is no such
     * segment.
     *
     * @param profile by which a proxy is to be made, from now on; one that is being made by another is made once more
     */
    public boolean again(SegmentId id, String kind, Optional<Profile> profile, Actor actor) {
        if (segments.find(id).isEmpty()) {
            return false;
        }
        ObjectNode said = CanonicalJson.object().put("job", kind);
        profile.ifPresent(chosen -> said.set("profile", chosen.json()));
        Commit commit;
        do {
            Instant now = clock.instant();
            // A conflict means that another profile was asked for meanwhile: this wish is the later one.
            commit = records.record(Facts.of(new NewJob(new JobKey(kind, id), PRIORITY_ASKED_FOR, now))
                    .and(profile.map(chosen -> wishes.next(id, chosen.name(), now))
                            .orElseGet(Facts::none))
                    .and(Facts.of(custody.entry(Deed.ASKED_AGAIN, actor, List.of(id.toString()), said))));
        } while (commit instanceof Commit.Conflict);
        wake.run();
        return true;
    }

    /** What became of a wish that a job be left undone. */
    public enum Cancelling {
        /** It was given up, and whoever worked on it has been told. */
        CANCELLED,
        /** There is nothing to cancel: it is done, given up, or never was. */
        NOT_UNDER_WAY
    }

    /**
     * Has a job that waits or runs left undone; its report says so.
     *
     * @param kind one of {@link #CANCELLABLE}
     */
    public Cancelling cancel(SegmentId id, String kind, Actor actor) {
        JobKey key = new JobKey(kind, id);
        String report = MissingJobs.REPORTS.get(kind);
        Commit commit;
        do {
            // A conflict means that another report came meanwhile: the next look sees it.
            commit = jobs.cancel(key, CANCELLED, cancelled(id, kind, Objects.requireNonNull(report), actor));
        } while (commit instanceof Commit.Conflict);
        if (commit instanceof Commit.Fenced) {
            return Cancelling.NOT_UNDER_WAY;
        }
        underway.lose(key);
        return Cancelling.CANCELLED;
    }

    private Facts cancelled(SegmentId id, String kind, String report, Actor actor) {
        return Facts.of(reports.next(
                        report,
                        id,
                        clock.instant(),
                        SegmentReports.failed("failed", CANCELLED, "Somebody cancelled it.")))
                .and(Facts.of(custody.entry(
                        Deed.CANCELLED,
                        actor,
                        List.of(id.toString()),
                        CanonicalJson.object().put("job", kind))));
    }
}
