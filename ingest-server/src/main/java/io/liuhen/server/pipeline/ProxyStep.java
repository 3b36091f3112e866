package io.liuhen.server.pipeline;

import io.liuhen.server.media.Derivative;
import io.liuhen.server.media.Seen;
import io.liuhen.server.media.Watcher;
import io.liuhen.storage.index.SegmentRow;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Makes the copy for viewing, and keeps what was seen and heard on the way. */
final class ProxyStep implements Step {
    private static final double ALMOST = 0.99;

    private final Deriving deriving;
    private final Observing observing;

    ProxyStep(Deriving deriving, Observing observing) {
        this.deriving = deriving;
        this.observing = observing;
    }

    @Override
    public String kind() {
        return DeriveStep.PROXY;
    }

    @Override
    public boolean hasRoom() {
        return deriving.hasRoom();
    }

    @Override
    public Result run(SegmentRow segment, Work work) {
        AtomicReference<@Nullable Seen> seen = new AtomicReference<>();
        Result result = deriving.run(
                segment,
                Derivative.PROXY,
                (workers, source, facts, into, wanted) ->
                        workers.view(source, facts, into, new Onlooker(wanted, facts.durationMicros(), seen)),
                work);
        Seen last = seen.get();
        return result instanceof Result.Done done && last != null
                ? new Result.Done(done.facts().and(observing.seen(segment, last)))
                : result;
    }

    /** Tells the job how far its worker has come, and the worker whether anybody wants it. */
    private record Onlooker(Work work, long durationMicros, AtomicReference<@Nullable Seen> all) implements Watcher {
        @Override
        public void reached(long micros) {
            // What a file says of its length is not believed: a job that is not over is not done.
            work.at(Math.min(ALMOST, (double) micros / Math.max(1, durationMicros)));
        }

        @Override
        public void seen(Seen seen) {
            all.set(seen);
        }

        @Override
        public boolean isWanted() {
            return work.isWanted();
        }
    }
}
