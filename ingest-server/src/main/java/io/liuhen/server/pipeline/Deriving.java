package io.liuhen.server.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.media.Derivative;
import io.liuhen.server.media.Derived;
import io.liuhen.server.media.MediaFacts;
import io.liuhen.server.media.MediaOutcome;
import io.liuhen.server.media.MediaSource;
import io.liuhen.server.media.MediaWorkers;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.storage.Derivatives;
import io.liuhen.storage.Segments;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.SegmentRow;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What making any file from a segment has in common: the source is read checked, the worker writes into the scratch
 * folder, the finished file is moved to its place, and report and custody entry are committed after it is there.
 */
final class Deriving {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final long BESIDE_BYTES = 16L << 20;

    private final Segments segments;
    private final Derivatives derivatives;
    private final MediaWorkers media;
    private final SegmentReports reports;
    private final Custody custody;
    private final InstantSource clock;

    Deriving(
            Segments segments,
            Derivatives derivatives,
            MediaWorkers media,
            SegmentReports reports,
            Custody custody,
            InstantSource clock) {
        this.segments = segments;
        this.derivatives = derivatives;
        this.media = media;
        this.reports = reports;
        this.custody = custody;
        this.clock = clock;
    }

    /** How one sort of file is made. */
    interface Making {
        MediaOutcome<List<Derived>> make(
                MediaWorkers workers, MediaSource source, MediaFacts facts, Path into, Work work);
    }

    /** Whether there is room for a small file. */
    boolean hasRoom() {
        return derivatives.hasRoom(BESIDE_BYTES);
    }

    /**
     * Makes files and says what became of them.
     *
     * @param about what is to be kept with the file that was asked for, beside what is found in it
     */
    Step.Result run(SegmentRow segment, Derivative asked, Making making, ObjectNode about, Work work) {
        Optional<MediaFacts> facts = facts(segment);
        if (facts.isEmpty()) {
            return new Step.Result.GiveUp("nothing is known about its media", Facts.none());
        }
        MediaOutcome<List<Derived>> outcome = make(segment, facts.get(), making, work);
        if (outcome instanceof MediaOutcome.Done<List<Derived>> done) {
            return new Step.Result.Done(publish(segment, done.value(), asked, about));
        }
        if (outcome instanceof MediaOutcome.Refused<List<Derived>> refused) {
            return new Step.Result.GiveUp(
                    refused.detail(), failed(segment, asked, refused.reason().code(), refused.detail()));
        }
        MediaOutcome.Lost<List<Derived>> lost = (MediaOutcome.Lost<List<Derived>>) outcome;
        return new Step.Result.TryAgain(
                lost.detail(), failed(segment, asked, "worker_" + lost.cause().code(), lost.detail()));
    }

    /** What the probe has found. */
    Optional<MediaFacts> facts(SegmentRow segment) {
        return reports.find(SegmentReports.MEDIA, segment.id())
                .filter(json -> json.path("facts").isObject())
                .map(json -> MediaJson.read(json.withObject("/facts")));
    }

    /** Makes files, in the segment's scratch folder. */
    MediaOutcome<List<Derived>> make(SegmentRow segment, MediaFacts facts, Making making, Work work) {
        // A copy is hardly ever larger than its original; should it be, the reserve still has the difference.
        derivatives.checkRoom(segment.lengthBytes() + BESIDE_BYTES);
        Path into = folder(segment);
        MediaOutcome<List<Derived>> outcome;
        try (SegmentSource source = new SegmentSource(segments.open(segment))) {
            outcome = making.make(media, source, facts, into, work);
        }
        if (!(outcome instanceof MediaOutcome.Done<List<Derived>>)) {
            removeIfEmpty(into);
        }
        return outcome;
    }

    private Path folder(SegmentRow segment) {
        try {
            return Files.createDirectories(
                    derivatives.scratch().resolve(segment.id().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException("no folder to work in", e);
        }
    }

    private Facts publish(SegmentRow segment, List<Derived> made, Derivative asked, ObjectNode about) {
        Facts facts = Facts.none();
        for (Derived file : made) {
            ObjectNode report = SegmentReports.done();
            if (file.what() == asked) {
                report.setAll(about);
            }
            String name = file.what().fileName();
            facts = facts.and(published(segment, file, name, report));
            facts = facts.and(Facts.of(reports.next(reportOn(file.what()), segment.id(), clock.instant(), report)));
        }
        clear(segment);
        return facts;
    }

    /** Removes the segment's scratch folder, unless somebody else works in it. */
    void clear(SegmentRow segment) {
        removeIfEmpty(derivatives.scratch().resolve(segment.id().toString()));
    }

    /** Puts a file in its place; what it is goes into the report. */
    Facts published(SegmentRow segment, Derived made, String name, ObjectNode report) {
        Sha256 digest = digest(made.file());
        derivatives.publish(segment.id(), name, made.file());
        report.put("mediaType", made.mediaType())
                .put("making", made.making().name().toLowerCase(Locale.ROOT))
                .put("length", made.sizeBytes())
                .put("sha256", digest.toString())
                .put("width", made.width())
                .put("height", made.height())
                .put("durationMicros", made.durationMicros())
                .put("damagedPackets", made.damagedPackets());
        ObjectNode entry = CanonicalJson.object()
                .put("file", name)
                .put("sha256", digest.toString())
                .put("of", segment.sha256().toString());
        if (report.path("profile").isObject()) {
            entry.set("profile", report.get("profile"));
        }
        if (report.has("edits")) {
            entry.set("edits", report.get("edits"));
        }
        return Facts.of(
                custody.entry(Deed.PROXIED, Actor.server(), List.of(segment.id().toString()), entry));
    }

    /** Where what is known about such a file is written. */
    static String reportOn(Derivative what) {
        return switch (what) {
            case PROXY -> SegmentReports.PROXY;
            case POSTER -> SegmentReports.POSTER;
            case CONTACT_SHEET -> SegmentReports.CONTACT_SHEET;
            case WAVEFORM -> SegmentReports.WAVEFORM;
        };
    }

    /** That a file could not be made, and why. */
    Facts failed(SegmentRow segment, Derivative asked, String code, String detail) {
        return Facts.of(reports.next(
                        reportOn(asked), segment.id(), clock.instant(), SegmentReports.failed("failed", code, detail)))
                .and(Facts.of(custody.entry(
                        Deed.NOT_PROXIED,
                        Actor.server(),
                        List.of(segment.id().toString()),
                        CanonicalJson.object().put("file", asked.fileName()).put("code", code))));
    }

    private static void removeIfEmpty(Path folder) {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // Another lane still works in it, and will remove it.
            return;
        }
    }

    private static Sha256 digest(Path file) {
        MessageDigest digest = Sha256.newDigest();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the derived file cannot be read back", e);
        }
        return Sha256.of(digest.digest());
    }
}
