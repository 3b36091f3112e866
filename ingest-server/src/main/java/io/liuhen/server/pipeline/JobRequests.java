package io.liuhen.server.pipeline;

import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.storage.Records;
import io.liuhen.storage.Segments;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.NewJob;
import java.time.InstantSource;
import java.util.List;

/** Jobs that a person asks for. Thread-safe; blocks on the disk. */
public final class JobRequests {
    /** The kinds of job that there are. */
    public static final List<String> KINDS =
            List.of(VerifyStep.KIND, ProbeStep.KIND, DeriveStep.POSTER, DeriveStep.PROXY);

    /** Somebody waits for it. */
    private static final int PRIORITY_ASKED_FOR = 1;

    private final Segments segments;
    private final Records records;
    private final Custody custody;
    private final InstantSource clock;
    private final Runnable wake;

    /**
     * Requests.
     *
     * @param wake tells the pipeline that there is work
     */
    public JobRequests(Segments segments, Records records, Custody custody, InstantSource clock, Runnable wake) {
        this.segments = segments;
        this.records = records;
        this.custody = custody;
        this.clock = clock;
        this.wake = wake;
    }

    /** Has a job done again; one that waits or runs already stays as it is. False if there is no such segment. */
    public boolean again(SegmentId id, String kind, Actor actor) {
        if (segments.find(id).isEmpty()) {
            return false;
        }
        records.record(Facts.of(new NewJob(new JobKey(kind, id), PRIORITY_ASKED_FOR, clock.instant()))
                .and(Facts.of(custody.entry(
                        Deed.ASKED_AGAIN,
                        actor,
                        List.of(id.toString()),
                        CanonicalJson.object().put("job", kind)))));
        wake.run();
        return true;
    }
}
