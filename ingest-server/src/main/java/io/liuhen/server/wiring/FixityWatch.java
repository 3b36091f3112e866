package io.liuhen.server.wiring;

import io.liuhen.server.config.FixityConfig;
import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.pipeline.Findings;
import io.liuhen.server.pipeline.FixityAlarm;
import io.liuhen.server.pipeline.FixityFacts;
import io.liuhen.server.pipeline.Scrubbing;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.storage.Fixity;
import io.liuhen.storage.StorageEngine;
import io.liuhen.storage.verify.Rhythm;
import io.liuhen.storage.verify.Scrubber;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What watches over what is kept: the alarm, the reading of everything again, and what operators see of both. */
final class FixityWatch implements AutoCloseable {
    /** The vault's folders are looked through once a day, or with everything else if that is more often. */
    private static final Duration WALK_REST_MAX = Duration.ofDays(1);

    private final FixityFacts facts;
    private final FixityAlarm alarm;
    private final Findings findings;
    private final Scrubbing scrubbing;

    FixityWatch(
            ServerConfig config,
            StorageEngine engine,
            SegmentReports reports,
            Custody custody,
            Environment env,
            Metrics metrics) {
        String unit = config.unit().id();
        facts = new FixityFacts(reports, custody, env.clock(), unit);
        alarm = new FixityAlarm(engine.records(), engine.segments(), facts, metrics);
        findings = new Findings(engine.records(), unit);
        scrubbing = new Scrubbing(
                () -> scrubber(config.fixity(), engine.fixity(), metrics),
                engine.fixity(),
                engine.records(),
                facts,
                alarm,
                custody,
                env.clock(),
                metrics,
                unit);
        gauges(metrics, engine.fixity());
    }

    private static Scrubber scrubber(FixityConfig config, Fixity fixity, Metrics metrics) {
        Duration walkRest = config.period().compareTo(WALK_REST_MAX) < 0 ? config.period() : WALK_REST_MAX;
        return fixity.scrubber(
                new Rhythm(config.period(), walkRest),
                () -> (metrics.bodiesInProgress() > 0 ? config.busyRate() : config.rate()).bytes());
    }

    private void gauges(Metrics metrics, Fixity fixity) {
        metrics.gauge(
                "liuhen_fixity_oldest_unverified_timestamp_seconds",
                "When the segment that was not read again for longest was read, or sealed.",
                () -> seconds(fixity.oldestLook()));
        metrics.gauge(
                "liuhen_fixity_last_success_timestamp_seconds",
                "When a segment was last read again and found intact.",
                () -> seconds(fixity.lastIntactAt()));
        metrics.gauge(
                "liuhen_fixity_findings",
                "Findings that stand: segments that are damaged, and strays in the vault.",
                () -> (double) findings.segments() + findings.strays());
    }

    /** A time for Prometheus; not a number where there is none. */
    private static double seconds(Optional<Instant> time) {
        return time.map(at -> at.toEpochMilli() / 1000.0).orElse(Double.NaN);
    }

    /** What is made true of a reading. */
    FixityFacts facts() {
        return facts;
    }

    /** For whoever comes across damage. */
    FixityAlarm alarm() {
        return alarm;
    }

    /** {@code ok}, or how much stands wrong; blocks. */
    String notice() {
        int segments = findings.segments();
        int strays = findings.strays();
        return segments + strays == 0
                ? "ok"
                : "segments that are damaged or unreadable: " + segments + ", other findings in the vault: " + strays
                        + "; the log names them";
    }

    /** Begins to read everything again. */
    void start() {
        scrubbing.start();
    }

    @Override
    public void close() {
        scrubbing.close();
    }
}
