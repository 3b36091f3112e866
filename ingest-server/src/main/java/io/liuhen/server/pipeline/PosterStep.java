package io.liuhen.server.pipeline;

import io.liuhen.server.media.Derivative;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.index.SegmentRow;

/** Makes the picture that stands for a recording. */
final class PosterStep implements Step {
    static final String KIND = "poster";

    private final Deriving deriving;

    PosterStep(Deriving deriving) {
        this.deriving = deriving;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public boolean hasRoom() {
        return deriving.hasRoom();
    }

    @Override
    public Result run(SegmentRow segment, Work work) {
        return deriving.run(
                segment,
                Derivative.POSTER,
                (workers, source, facts, into, same) -> workers.poster(source, facts, into),
                CanonicalJson.object(),
                work);
    }
}
