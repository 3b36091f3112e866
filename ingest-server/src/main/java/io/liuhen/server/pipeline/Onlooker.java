package io.liuhen.server.pipeline;

import io.liuhen.server.media.Watcher;

/** Tells a job how far its worker has come, and the worker whether anybody wants it. */
record Onlooker(Work work, long durationMicros) implements Watcher {
    private static final double ALMOST = 0.99;

    @Override
    public void reached(long micros) {
        // What a file says of its length is not believed: a job that is not over is not done.
        work.at(Math.min(ALMOST, (double) micros / Math.max(1, durationMicros)));
    }

    @Override
    public boolean isWanted() {
        return work.isWanted();
    }
}
