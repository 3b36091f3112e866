package io.liuhen.server.observe;

import io.liuhen.storage.durability.SyncObserver;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.client.hotspot.BufferPoolsExports;
import io.prometheus.client.hotspot.GarbageCollectorExports;
import io.prometheus.client.hotspot.MemoryPoolsExports;
import io.prometheus.client.hotspot.StandardExports;
import io.prometheus.client.hotspot.ThreadExports;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/**
 * All metrics, in one place and one registry. Names, units and labels are part of what operators rely on: they are tested
 * against a live scrape. Thread-safe.
 */
public final class Metrics implements SyncObserver {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double[] ACK_BUCKETS = {.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30};
    private static final double[] SYNC_BUCKETS = {.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5};
    private static final double[] JOB_BUCKETS = {.1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200};

    /** An alert cannot fire on what is not there. */
    private static final List<String> FIXITY_KINDS = List.of("mismatch", "missing", "unreadable", "untracked");

    private final CollectorRegistry registry = new CollectorRegistry();
    private final Counter uploadRequests = Counter.build(
                    "liuhen_upload_requests_total", "Requests that create, append to, ask for or end an upload.")
            .labelNames("op", "result")
            .register(registry);
    private final Counter rejected = Counter.build(
                    "liuhen_upload_rejected_total", "Uploads, or parts of them, that could not be taken, by reason.")
            .labelNames("reason")
            .register(registry);
    private final Counter refused = Counter.build(
                    "liuhen_admission_refused_total", "Connections and new uploads that were not let in, by reason.")
            .labelNames("reason")
            .register(registry);
    private final Counter receivedBytes = Counter.build(
                    "liuhen_upload_received_bytes_total", "Bytes of uploads that were received, durable or not.")
            .register(registry);
    private final Counter resumed = Counter.build(
                    "liuhen_upload_resumed_total", "Uploads that went on after they had been broken off.")
            .register(registry);
    private final Counter presented = Counter.build(
                    "liuhen_upload_presented_total", "Files that were here already and had not to be sent.")
            .register(registry);
    private final Counter duplicates = Counter.build(
                    "liuhen_upload_duplicate_total", "Files that came a second time and were not kept twice.")
            .register(registry);
    private final Counter joinedBytes = Counter.build(
                    "liuhen_upload_joined_bytes_total", "Bytes that were copied from parts into files.")
            .register(registry);
    private final Counter expired = Counter.build(
                    "liuhen_upload_expired_total", "Uploads that were ended because nothing had come for too long.")
            .register(registry);
    private final Gauge inFlight = Gauge.build(
                    "liuhen_uploads_in_progress", "Requests whose upload body is being received.")
            .register(registry);
    private final Histogram acks = Histogram.build(
                    "liuhen_upload_ack_duration_seconds",
                    "From the last byte of a chunk to its durable acknowledgement.")
            .labelNames("class")
            .buckets(ACK_BUCKETS)
            .register(registry);
    private final Histogram syncs = Histogram.build("liuhen_fsync_duration_seconds", "Time that a sync took.")
            .labelNames("target")
            .buckets(SYNC_BUCKETS)
            .register(registry);
    private final Counter syncFailures = Counter.build(
                    "liuhen_fsync_failures_total", "Syncs that failed; each is final.")
            .labelNames("target")
            .register(registry);
    private final Counter sealed = Counter.build("liuhen_segments_sealed_total", "Segments that were sealed.")
            .labelNames("kind")
            .register(registry);
    private final Histogram seals = Histogram.build("liuhen_seal_duration_seconds", "Time that sealing a segment took.")
            .buckets(ACK_BUCKETS)
            .register(registry);
    private final Counter readBytes = Counter.build(
                    "liuhen_content_read_bytes_total", "Bytes of originals that were read by clients.")
            .register(registry);
    private final Counter fixityFailures = Counter.build(
                    "liuhen_fixity_failures_total", "Findings: what is kept is not as it was sealed.")
            .labelNames("kind")
            .register(registry);
    private final Counter fixityChecked = Counter.build(
                    "liuhen_fixity_checked_bytes_total", "Bytes of originals that were read again and compared.")
            .register(registry);
    private final Histogram jobs = Histogram.build("liuhen_job_duration_seconds", "Time that one try of a job took.")
            .labelNames("kind", "result")
            .buckets(JOB_BUCKETS)
            .register(registry);

    /** Registers everything, and what the JVM tells of itself. */
    public Metrics() {
        for (Target target : Target.values()) {
            syncs.labels(label(target));
            syncFailures.labels(label(target));
        }
        FIXITY_KINDS.forEach(fixityFailures::labels);
        for (Rejection reason : Rejection.values()) {
            rejected.labels(reason.label());
        }
        for (Refusal reason : Refusal.values()) {
            refused.labels(reason.label());
        }
        acks.labels("chunk");
        acks.labels("finish");
        new StandardExports().register(registry);
        new MemoryPoolsExports().register(registry);
        new BufferPoolsExports().register(registry);
        new GarbageCollectorExports().register(registry);
        new ThreadExports().register(registry);
    }

    /** A value that is asked for at each scrape, on the thread that renders it. */
    public void gauge(String name, String help, DoubleSupplier value) {
        Gauge.build(name, help)
                .create()
                .setChild(new Gauge.Child() {
                    @Override
                    public double get() {
                        return value.getAsDouble();
                    }
                })
                .register(registry);
    }

    /** Adds a group of values that is collected at each scrape. */
    public void collector(Collector collector) {
        registry.register(collector);
    }

    /** A request about an upload was answered. */
    public void uploadRequest(UploadOp op, UploadResult result) {
        uploadRequests.labels(op.label(), result.label()).inc();
    }

    /** Bytes of parts were copied into a file. */
    public void joined(long bytes) {
        joinedBytes.inc((double) bytes);
    }

    /** An upload, or a part of it, could not be taken. */
    public void rejected(Rejection reason) {
        rejected.labels(reason.label()).inc();
    }

    /** A connection or a new upload was not let in. */
    public void refused(Refusal reason) {
        refused.labels(reason.label()).inc();
    }

    /** An upload was ended because nothing had come for it. */
    public void expired() {
        expired.inc();
    }

    /** Bytes of an upload came. */
    public void received(long bytes) {
        receivedBytes.inc((double) bytes);
    }

    /** How many bytes of uploads have come since the start. */
    public double receivedBytes() {
        return receivedBytes.get();
    }

    /** A body begins (+1) or ends (-1). */
    public void bodies(int change) {
        inFlight.inc(change);
    }

    /** An upload went on after it had been broken off. */
    public void resumed() {
        resumed.inc();
    }

    /** A file had not to be sent. */
    public void presented() {
        presented.inc();
    }

    /** A second copy of a file was not kept. */
    public void duplicate() {
        duplicates.inc();
    }

    /** Bytes were acknowledged. */
    public void acknowledged(boolean finished, long durationNanos) {
        acks.labels(finished ? "finish" : "chunk").observe(durationNanos / NANOS_PER_SECOND);
    }

    /** A segment was sealed. */
    public void sealed(String kind, long durationNanos) {
        sealed.labels(kind).inc();
        seals.observe(durationNanos / NANOS_PER_SECOND);
    }

    /** Bytes of an original left the server. */
    public void contentRead(long bytes) {
        readBytes.inc((double) bytes);
    }

    /** Bytes of originals were read again and compared. */
    public void fixityChecked(long bytes) {
        fixityChecked.inc((double) bytes);
    }

    /** Something is not as it was sealed. */
    public void fixityFailure(String kind) {
        fixityFailures.labels(kind).inc();
    }

    /** How many bodies of uploads are being received. */
    public double bodiesInProgress() {
        return inFlight.get();
    }

    /** A job was tried. */
    public void job(String kind, String result, long durationNanos) {
        jobs.labels(kind, result).observe(durationNanos / NANOS_PER_SECOND);
    }

    @Override
    public void synced(Target target, long durationNanos) {
        syncs.labels(label(target)).observe(durationNanos / NANOS_PER_SECOND);
    }

    @Override
    public void syncFailed(Target target) {
        syncFailures.labels(label(target)).inc();
    }

    private static String label(Target target) {
        return target.name().toLowerCase(Locale.ROOT);
    }

    /** The content type that fits what the scraper accepts. */
    public static String contentType(String accept) {
        return TextFormat.chooseContentType(accept);
    }

    /** All metrics as text. Reads every collector, so not on an event loop. */
    public String render(String contentType) {
        StringWriter text = new StringWriter();
        try {
            TextFormat.writeFormat(contentType, text, registry.metricFamilySamples());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
