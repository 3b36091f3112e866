package io.liuhen.server.pipeline;

import io.liuhen.server.media.Derivative;
import io.liuhen.server.media.Watcher;
import io.liuhen.storage.index.SegmentRow;

/** Makes one sort of file from a recording. */
final class DeriveStep implements Step {
    static final String POSTER = "poster";
    static final String PROXY = "proxy";

    private static final double ALMOST = 0.99;

    private final String kind;
    private final Derivative asked;
    private final Deriving deriving;
    private final Deriving.Making making;

    private DeriveStep(String kind, Derivative asked, Deriving deriving, Deriving.Making making) {
        this.kind = kind;
        this.asked = asked;
        this.deriving = deriving;
        this.making = making;
    }

    /** The picture that stands for a recording. */
    static DeriveStep poster(Deriving deriving) {
        return new DeriveStep(
                POSTER,
                Derivative.POSTER,
                deriving,
                (workers, source, facts, into, work) -> workers.poster(source, facts, into));
    }

    /** The copy for viewing (播放副本), and from the same decoding contact sheet and waveform: never evidence. */
    static DeriveStep proxy(Deriving deriving) {
        return new DeriveStep(
                PROXY,
                Derivative.PROXY,
                deriving,
                (workers, source, facts, into, work) ->
                        workers.view(source, facts, into, new Onlooker(work, facts.durationMicros())));
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public boolean hasRoom() {
        return deriving.hasRoom();
    }

    @Override
    public Result run(SegmentRow segment, Work work) {
        return deriving.run(segment, asked, making, work);
    }

    /** Tells the job how far its worker has come, and the worker whether anybody wants it. */
    private record Onlooker(Work work, long durationMicros) implements Watcher {
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
}
