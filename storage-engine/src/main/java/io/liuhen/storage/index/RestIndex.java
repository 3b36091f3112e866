package io.liuhen.storage.index;

import io.liuhen.storage.format.SegmentId;
import java.util.List;

/**
 * Open uploads by when they are to be looked at again, because nothing may be coming for them. Times are of a clock that
 * runs only while a server has the store: microseconds from the store's beginning, which no wall clock can move.
 *
 * <p>A creation leaves a row that is due at once, and nothing that happens to the upload afterwards touches it. So a row
 * may be there for an upload that is not open any more; whoever looks takes it out.
 */
public interface RestIndex {
    /** Rows whose turn has come, in the order of their turns. */
    List<Rest> due(long servedMicros, int limit);

    /** The upload is to be looked at again then. May be forgotten in a power cut. */
    void again(Rest old, Rest next);

    /** The upload is not open any more. May be forgotten in a power cut. */
    void forget(Rest old);

    /** How long servers have had the store, as it was noted last; 0 at first. */
    long servedMicros();

    /** Notes it. May be forgotten in a power cut. */
    void served(long micros);

    /**
     * When an upload is to be looked at.
     *
     * @param dueMicros not before; 0 if nobody has looked at it yet
     * @param sinceMicros since when it was seen to stand at the offset
     * @param offsetBytes where it stood then; below 0 if nobody has looked at it yet
     */
    record Rest(SegmentId id, long dueMicros, long sinceMicros, long offsetBytes) {
        private static final long UNSEEN = -1;

        /** Of an upload that nobody has looked at yet. */
        public static Rest fresh(SegmentId id) {
            return new Rest(id, 0, 0, UNSEEN);
        }
    }
}
