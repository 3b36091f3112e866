package io.liuhen.server.ingest;

import io.liuhen.server.custody.Actor;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.UploadRow;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uploads that are to be let go since their clients were never told of them. Nobody else comes for them, and they hold
 * bytes and the room that they were promised: so what cannot be let go now is tried again. Thread-safe.
 */
final class Abandoned {
    private static final Logger LOG = LoggerFactory.getLogger(Abandoned.class);

    /** Beyond it they wait until they expire, or for the next start. */
    private static final int REMEMBERED_MAX = 10_000;

    private final Finishing finishing;
    private final Freeing freeing;
    private final Untold untold;
    private final Map<SegmentId, Waiting> waiting = new ConcurrentHashMap<>();

    Abandoned(Finishing finishing, Freeing freeing, Untold untold) {
        this.finishing = finishing;
        this.freeing = freeing;
        this.untold = untold;
    }

    private record Waiting(UploadRow upload, Actor actor) {}

    /** Lets an upload go, now or later. */
    CompletionStage<Commit> letGo(UploadRow upload, Actor actor) {
        return tryOnce(new Waiting(upload, actor)).whenComplete((commit, failure) -> {
            if (failure != null) {
                LOG.warn("upload {} cannot be let go now: {}", upload.id(), failure.getMessage());
            }
        });
    }

    private CompletionStage<Commit> tryOnce(Waiting each) {
        CompletionStage<Commit> gone =
                freeing.after(each.upload().id(), finishing.abandon(each.upload(), each.actor()));
        return gone.whenComplete((commit, failure) -> {
            if (failure == null) {
                untold.over(each.upload().id());
            } else if (waiting.size() < REMEMBERED_MAX) {
                waiting.put(each.upload().id(), each);
            }
        });
    }

    /** Tries those again that could not be let go. Does not wait. */
    void tryAgain() {
        List.copyOf(waiting.values()).forEach(each -> {
            waiting.remove(each.upload().id());
            tryOnce(each);
        });
    }
}
