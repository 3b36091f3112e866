package io.liuhen.server.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.ingest.Attributes;
import io.liuhen.server.ingest.Sender;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.storage.Fixity;
import io.liuhen.storage.Jobs;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.SegmentRow;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** A segment as the API shows it. Thread-safe; blocks on the disk. */
public final class SegmentView {
    private final SegmentReports reports;
    private final Jobs jobs;
    private final Fixity fixity;

    public SegmentView(SegmentReports reports, Jobs jobs, Fixity fixity) {
        this.reports = reports;
        this.jobs = jobs;
        this.fixity = fixity;
    }

    /** Everything that is known. */
    public ObjectNode json(SegmentRow segment) {
        Attributes attributes = Attributes.of(segment.attributes());
        String base = "/segments/" + segment.id();
        ObjectNode json = CanonicalJson.object()
                .put("id", segment.id().toString())
                .put("recording", attributes.recording())
                .put(
                        "state",
                        segment.kind() == SegmentKind.COMPLETE
                                ? "sealed"
                                : segment.kind().toString())
                .put("length", segment.lengthBytes())
                .put("sha256", segment.sha256().toString());
        ObjectNode received = json.putObject("received");
        attributes.received().forEach(received::put);
        json.set("times", times(segment, attributes));
        json.set("verification", verification(segment));
        json.set("media", media(segment));
        reports.findings(segment.id()).forEach(json.putArray("findings")::add);
        json.set("flags", flags(segment, attributes));
        json.putObject("links")
                .put("self", base)
                .put("content", base + "/content")
                .put("manifest", base + "/manifest")
                .put("proxy", base + "/proxy.mp4")
                .put("hls", base + "/hls/index.m3u8")
                .put("copies", base + "/copies")
                .put("poster", base + "/poster.jpg")
                .put("contactSheet", base + "/contact-sheet.jpg")
                .put("waveform", base + "/waveform.png")
                .put("technical", base + "/technical")
                .put("recording", "/recordings/" + attributes.recording())
                .put("custody", "/custody?subject=" + segment.id());
        return json;
    }

    private ObjectNode times(SegmentRow segment, Attributes attributes) {
        ObjectNode times = CanonicalJson.object();
        // What the device claims, as it came: never rewritten, never trusted alone.
        if (!attributes.word("madeAt").isEmpty()) {
            times.put("claimed", attributes.word("madeAt"));
        }
        reports.find(SegmentReports.MEDIA, segment.id())
                .map(report -> report.at("/facts/tags/creation_time"))
                .filter(time -> time.isTextual())
                .ifPresent(time -> times.put("container", time.textValue()));
        Sender.in(segment.attributes())
                .map(Sender::clockSkewSeconds)
                .ifPresent(skew -> skew.ifPresent(seconds -> times.put("clockSkewSeconds", seconds)));
        times.put("received", segment.createdAt().toString());
        times.put("sealed", segment.sealedAt().toString());
        return times;
    }

    private ObjectNode verification(SegmentRow segment) {
        ObjectNode shown = reports.find(SegmentReports.VERIFICATION, segment.id())
                .map(SegmentView::withoutSchema)
                .orElseGet(() -> CanonicalJson.object().put("state", "never"));
        if (shown.path("state").asText().equals(SegmentReports.VERIFIED)) {
            // The report is as old as the state; since then it may have been read again often.
            fixity.intactAt(segment.id())
                    .filter(at -> at.isAfter(Instant.parse(shown.path("at").asText())))
                    .ifPresent(at -> shown.put("at", at.toString()));
        }
        return shown;
    }

    private ObjectNode media(SegmentRow segment) {
        ObjectNode media = CanonicalJson.object();
        media.set("probe", state(segment, SegmentReports.MEDIA, "probe"));
        media.set("poster", state(segment, SegmentReports.POSTER, "poster"));
        media.set("proxy", state(segment, SegmentReports.PROXY, "proxy"));
        media.set("contactSheet", state(segment, SegmentReports.CONTACT_SHEET, "proxy"));
        media.set("waveform", state(segment, SegmentReports.WAVEFORM, "proxy"));
        return media;
    }

    /**
     * What became of one derived thing.
     *
     * @return with a {@code state} of done, failed, not-applicable, running or queued
     */
    public ObjectNode state(SegmentRow segment, String report, String jobKind) {
        Optional<ObjectNode> found = reports.find(report, segment.id());
        Optional<JobRow> job = jobs.about(segment.id()).stream()
                .filter(row -> row.key().kind().equals(jobKind))
                .findFirst();
        boolean underWay = job.map(row -> row.state() == JobRow.State.WAITING || row.state() == JobRow.State.LEASED)
                .orElse(false);
        if (underWay) {
            return CanonicalJson.object()
                    .put("state", job.map(SegmentView::word).orElse("queued"))
                    .put("tries", job.map(JobRow::failures).orElse(0));
        }
        return found.or(() -> failedTogether(segment, report))
                .map(SegmentView::withoutSchema)
                .orElseGet(() -> withoutReport(segment));
    }

    /** Contact sheet and waveform are made with the proxy: where that failed, so did they. */
    private Optional<ObjectNode> failedTogether(SegmentRow segment, String report) {
        boolean withProxy = report.equals(SegmentReports.CONTACT_SHEET) || report.equals(SegmentReports.WAVEFORM);
        return withProxy
                ? reports.find(SegmentReports.PROXY, segment.id())
                        .filter(proxy -> proxy.path("state").asText().equals("failed"))
                : Optional.empty();
    }

    private static String word(JobRow job) {
        return job.state() == JobRow.State.LEASED ? "running" : "queued";
    }

    /** Nothing was made and nothing is under way: the step before it failed, or there is no such thing for this media. */
    private ObjectNode withoutReport(SegmentRow segment) {
        Optional<ObjectNode> probe = reports.find(SegmentReports.MEDIA, segment.id());
        Optional<ObjectNode> verification = reports.find(SegmentReports.VERIFICATION, segment.id());
        if (probe.isPresent()) {
            return probe.get().path("state").asText().equals("done")
                    ? CanonicalJson.object()
                            .put("state", "not-applicable")
                            .put("detail", "there is no such file for " + kindOf(probe.get()))
                    : withoutSchema(probe.get());
        }
        return verification
                .filter(found -> !found.path("state").asText().equals("verified"))
                .map(SegmentView::withoutSchema)
                .orElseGet(() -> CanonicalJson.object().put("state", "queued"));
    }

    private static String kindOf(ObjectNode probe) {
        return "a recording of kind "
                + probe.at("/facts/kind").asText("unknown").toLowerCase(Locale.ROOT);
    }

    private static ObjectNode withoutSchema(ObjectNode report) {
        ObjectNode shown = report.deepCopy();
        shown.remove("schema");
        return shown;
    }

    private ArrayNode flags(SegmentRow segment, Attributes attributes) {
        ArrayNode flags = CanonicalJson.object().arrayNode();
        if (attributes.trial()) {
            flags.add("trial");
        }
        if (segment.kind() != SegmentKind.COMPLETE) {
            flags.add(segment.kind().toString());
        }
        if (!attributes.word("sha256").isEmpty() && attributes.declaredSha256().isEmpty()) {
            flags.add("declared-sha256-unreadable");
        }
        if (segment.kind() == SegmentKind.COMPLETE
                && attributes
                        .declaredSha256()
                        .filter(declared -> !declared.equals(segment.sha256()))
                        .isPresent()) {
            flags.add("declared-sha256-differs");
        }
        return flags;
    }
}
