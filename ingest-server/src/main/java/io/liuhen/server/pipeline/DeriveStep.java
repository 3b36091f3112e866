package io.liuhen.server.pipeline;

import io.liuhen.server.media.Derivative;
import io.liuhen.storage.index.SegmentRow;

/** Makes one sort of file from a recording. */
final class DeriveStep implements Step {
    static final String POSTER = "poster";
    static final String PROXY = "proxy";

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
    static Step proxy(Deriving deriving, Observing observing) {
        return new ProxyStep(deriving, observing);
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
}
