package io.liuhen.server.access;

import io.liuhen.storage.format.SegmentId;
import java.util.Optional;

/** Tells whose things are. Blocks on the disk. */
public interface Belongings {
    /** Who sent an upload, or the segment that it became, but not who made it; empty where there is none. */
    Optional<Resource> ofUpload(SegmentId id);

    /** Whose a recording or a segment is, with its makers; empty where there is neither. */
    Optional<Resource> ofSubject(SegmentId id);
}
