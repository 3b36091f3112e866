package io.liuhen.server.pipeline;

import io.liuhen.server.records.SegmentReports;
import io.liuhen.storage.index.SegmentRow;

/** Makes one sort of file from a recording. */
final class DeriveStep implements Step {
    static final String POSTER = "poster";
    static final String PROXY = "proxy";

    private final String kind;
    private final String report;
    private final String fileName;
    private final Deriving deriving;
    private final Deriving.Making making;

    private DeriveStep(String kind, String report, String fileName, Deriving deriving, Deriving.Making making) {
        this.kind = kind;
        this.report = report;
        this.fileName = fileName;
        this.deriving = deriving;
        this.making = making;
    }

    /** The picture that stands for a recording. */
    static DeriveStep poster(Deriving deriving) {
        return new DeriveStep(
                POSTER,
                SegmentReports.POSTER,
                "poster.jpg",
                deriving,
                (workers, source, facts, into) -> workers.poster(source, facts, into));
    }

    /** The copy for viewing (播放副本): never evidence. */
    static DeriveStep proxy(Deriving deriving) {
        return new DeriveStep(
                PROXY,
                SegmentReports.PROXY,
                "proxy.mp4",
                deriving,
                (workers, source, facts, into) -> workers.proxy(source, facts, into));
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
        return deriving.run(segment, report, fileName, making);
    }
}
