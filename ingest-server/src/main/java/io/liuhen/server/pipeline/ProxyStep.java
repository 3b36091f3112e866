package io.liuhen.server.pipeline;

import io.liuhen.storage.index.SegmentRow;

/** Makes the copy for viewing (播放副本): never evidence. */
final class ProxyStep implements Step {
    static final String KIND = "proxy";

    private final Deriving deriving;

    ProxyStep(Deriving deriving) {
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
                MediaReport.PROXY,
                "proxy.mp4",
                (workers, source, facts, into) -> workers.proxy(source, facts, into));
    }
}
