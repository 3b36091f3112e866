package io.liuhen.server.pipeline;

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
    public Result run(SegmentRow segment, int priority) {
        return deriving.run(
                segment,
                MediaReport.POSTER,
                "poster.jpg",
                (workers, source, facts, into) -> workers.poster(source, facts, into));
    }
}
