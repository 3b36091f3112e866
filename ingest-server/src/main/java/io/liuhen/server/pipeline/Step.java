package io.liuhen.server.pipeline;

import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.SegmentRow;

/** One kind of work on a sealed segment. Blocks; may be called again after a crash, and must not mind. */
interface Step {
    /** The kind of job. Stored, so it never changes. */
    String kind();

    /** Whether there is room for what the work makes. Jobs wait while there is none. */
    default boolean hasRoom() {
        return true;
    }

    /** Does the job, and says now and then how far it has come. What nobody wants any more may end in any way. */
    Result run(SegmentRow segment, Work work);

    /** What became of the work. */
    sealed interface Result {
        /** Done, and this comes of it. */
        record Done(Facts facts) implements Result {}

        /** Not now: something around the file failed. After some tries the job is given up with these facts. */
        record TryAgain(String reason, Facts ifGivenUp) implements Result {}

        /** Not now: there is no room for what it makes. That says nothing about the file, and is no try. */
        record NoRoom(String reason) implements Result {}

        /** Never: the file itself does not allow it. */
        record GiveUp(String reason, Facts facts) implements Result {}
    }
}
