package io.liuhen.server.wiring;

import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.http.read.RecordingRoutes;
import io.liuhen.server.http.read.SegmentListRoutes;
import io.liuhen.server.http.transcript.TranscriptRoutes;
import io.liuhen.server.query.RecordingSearch;
import io.liuhen.server.query.RecordingView;
import io.liuhen.server.query.SegmentSearch;
import io.liuhen.server.query.SegmentView;
import io.liuhen.server.query.TakeFindings;
import io.liuhen.server.records.Recordings;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.server.transcript.Transcripts;
import io.liuhen.storage.StorageEngine;
import java.time.InstantSource;

/** What is known of recordings: lists, one with its findings, what is said in it. Thread-safe. */
final class RecordSide {
    private final SegmentListRoutes segments;
    private final RecordingRoutes recordings;
    private final TranscriptRoutes transcripts;

    RecordSide(
            ServerConfig config,
            StorageEngine engine,
            Recordings records,
            SegmentReports reports,
            SegmentView segmentView,
            Custody custody,
            InstantSource clock) {
        String unit = config.unit().id();
        segments = new SegmentListRoutes(new SegmentSearch(engine.records(), engine.segments(), segmentView, unit));
        RecordingView view = new RecordingView(
                records,
                engine.uploads(),
                engine.segments(),
                engine.disposals(),
                new TakeFindings(
                        records,
                        engine.segments(),
                        reports,
                        config.unit().zone(),
                        FindingSide.tolerances(config.findings())));
        recordings = new RecordingRoutes(records, view, new RecordingSearch(engine.records(), records, view, unit));
        transcripts = new TranscriptRoutes(new Transcripts(engine.records(), records, custody, clock));
    }

    /** Opens the doors. */
    void mount(Doors doors) {
        segments.mount(doors);
        recordings.mount(doors);
        transcripts.mount(doors);
    }
}
