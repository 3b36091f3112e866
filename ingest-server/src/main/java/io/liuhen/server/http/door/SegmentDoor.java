package io.liuhen.server.http.door;

import io.liuhen.server.access.Target;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.storage.format.SegmentId;

/** Doors to one segment, named by the parameter {@code id} of the address. Pure. */
public final class SegmentDoor {
    private SegmentDoor() {}

    /** Makes a door one to the segment that its address names. */
    public static Door of(Door door) {
        return door.to(SegmentDoor::target, SegmentDoor::unknown);
    }

    private static Target target(Exchange exchange) {
        return SegmentId.parse(exchange.pathParam("id"))
                .<Target>map(Target.Segment::new)
                .orElseGet(Target.Whole::new);
    }

    /** Nothing is there, or nothing that the caller may know of: the same answer. */
    public static void unknown(Exchange exchange) {
        exchange.problem(Problem.notFound("segment with this id (an upload that is not complete is none yet)"));
    }
}
