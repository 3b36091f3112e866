package io.liuhen.server.ingest;

import io.liuhen.storage.format.SegmentId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Uploads of the draft whose addresses nobody was told yet. Such an upload is let go when its request breaks off, for its
 * client sends the file again; but that client, known by its device's words, may begin the file again in the very same
 * moment and be told of it, with the bytes that are here. Who comes first decides, and bytes of which somebody was told
 * are never let go. In memory only: what the last server opened counts as told. Thread-safe.
 */
final class Untold {
    private enum State {
        UNTOLD,
        LET_GO
    }

    private final Map<SegmentId, State> states = new ConcurrentHashMap<>();

    /** Takes note of an upload before it can be found. Only those of the draft are let go though they could be found. */
    void opening(SegmentId id, NewUpload.Protocol protocol) {
        if (protocol == NewUpload.Protocol.RUFH) {
            states.put(id, State.UNTOLD);
        }
    }

    /** Somebody is to be told of an upload: it is kept from now on; false if it is being let go. */
    boolean tell(SegmentId id) {
        return states.computeIfPresent(id, (known, state) -> state == State.LET_GO ? state : null) == null;
    }

    /** An upload is to be let go: nobody is told of it from now on; false if somebody was, and it has to stay. */
    boolean letGo(SegmentId id) {
        return states.computeIfPresent(id, (known, state) -> State.LET_GO) != null;
    }

    /** An upload is there no more, or never was. */
    void over(SegmentId id) {
        states.remove(id);
    }

    /** How many are remembered. */
    int size() {
        return states.size();
    }
}
