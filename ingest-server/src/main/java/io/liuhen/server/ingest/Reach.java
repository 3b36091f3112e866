package io.liuhen.server.ingest;

import io.liuhen.storage.format.SegmentId;
import java.util.function.Predicate;

/**
 * What somebody who sends a file may know of. Decided elsewhere; asked on worker threads, where it may block.
 *
 * @param sees whether he may see an upload, or the segment that it became
 * @param goesOn whether he may go on with it
 */
public record Reach(Predicate<SegmentId> sees, Predicate<SegmentId> goesOn) {
    /** Of somebody who may know of nothing. */
    public static Reach none() {
        return new Reach(id -> false, id -> false);
    }

    /** Of somebody who may know of everything. */
    public static Reach all() {
        return new Reach(id -> true, id -> true);
    }

    /** Whether he may be told of a segment in the place of an upload: a client of tus asks it where it stands. */
    boolean mayBeTold(NewUpload.Protocol protocol, SegmentId segment) {
        return sees.test(segment) && (protocol != NewUpload.Protocol.TUS || goesOn.test(segment));
    }
}
