package io.liuhen.server.pipeline;

import io.liuhen.server.media.Seen;
import io.liuhen.server.media.Watcher;
import java.util.function.Consumer;

/**
 * Tells a job how far its worker has come, and the worker whether anybody wants it.
 *
 * @param all told what was seen and heard on the way
 */
record Onlooker(Work work, long durationMicros, Consumer<Seen> all) implements Watcher {
    private static final double ALMOST = 0.99;

    /** One that is not interested in what is seen. */
    Onlooker(Work work, long durationMicros) {
        this(work, durationMicros, seen -> {});
    }

    @Override
    public void reached(long micros) {
        // What a file says of its length is not believed: a job that is not over is not done.
        work.at(Math.min(ALMOST, (double) micros / Math.max(1, durationMicros)));
    }

    @Override
    public void seen(Seen seen) {
        all.accept(seen);
    }

    @Override
    public boolean isWanted() {
        return work.isWanted();
    }
}
