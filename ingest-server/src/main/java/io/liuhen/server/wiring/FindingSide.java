package io.liuhen.server.wiring;

import io.liuhen.server.config.FindingConfig;
import io.liuhen.server.config.RecorderConfig;
import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.finding.FileFindings;
import io.liuhen.server.finding.FileTolerances;
import io.liuhen.server.finding.Tolerances;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.http.read.TechnicalRoutes;
import io.liuhen.server.http.recorder.RecorderModelRoutes;
import io.liuhen.server.pipeline.Observing;
import io.liuhen.server.query.TechnicalView;
import io.liuhen.server.recorder.Fingerprints;
import io.liuhen.server.recorder.NamePattern;
import io.liuhen.server.recorder.NameSigns;
import io.liuhen.server.recorder.RecorderModel;
import io.liuhen.server.recorder.RecorderModels;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.storage.StorageEngine;
import java.time.InstantSource;

/** What is to be seen in recordings, and what is known of the recorders that made them. Thread-safe. */
final class FindingSide {
    private final Observing observing;
    private final RecorderModelRoutes models;
    private final TechnicalRoutes technical;

    FindingSide(
            ServerConfig config, StorageEngine engine, SegmentReports reports, Custody custody, InstantSource clock) {
        FindingConfig findings = config.findings();
        Fingerprints fingerprints =
                new Fingerprints(engine.records(), config.unit().id(), custody, clock, findings.learnFrom());
        observing = new Observing(
                new FileFindings(fileTolerances(findings)),
                new RecorderModels(
                        findings.recorders().stream().map(FindingSide::model).toList()),
                new NameSigns(findings.clock()),
                fingerprints,
                reports,
                clock);
        models = new RecorderModelRoutes(fingerprints);
        technical = new TechnicalRoutes(engine.segments(), engine.disposals(), new TechnicalView(reports));
    }

    private static FileTolerances fileTolerances(FindingConfig findings) {
        return new FileTolerances(
                findings.black(),
                findings.frozen(),
                findings.silent(),
                findings.hidden(),
                findings.lengths(),
                findings.clock(),
                findings.knownWriters());
    }

    /** What counts as nothing between pieces. */
    static Tolerances tolerances(FindingConfig findings) {
        return new Tolerances(findings.gap(), findings.buffer(), findings.clock(), findings.ahead());
    }

    private static RecorderModel model(RecorderConfig said) {
        return new RecorderModel(
                said.model(),
                said.devices(),
                said.names().stream().map(NamePattern::parse).toList());
    }

    /** For steps. */
    Observing observing() {
        return observing;
    }

    /** Opens the doors. */
    void mount(Doors doors) {
        models.mount(doors);
        technical.mount(doors);
    }
}
