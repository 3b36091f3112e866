package io.liuhen.server.rendition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.records.Recordings;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.server.rendition.EditList.Part;
import io.liuhen.storage.Records;
import io.liuhen.storage.Segments;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is hidden in recordings before they are released, in versions. Thread-safe; blocks on the disk. */
public final class Redactions {
    private final Records records;
    private final Recordings recordings;
    private final Segments segments;
    private final SegmentReports reports;
    private final Copies copies;
    private final Custody custody;
    private final InstantSource clock;

    public Redactions(
            Records records,
            Recordings recordings,
            Segments segments,
            SegmentReports reports,
            Copies copies,
            Custody custody,
            InstantSource clock) {
        this.records = records;
        this.recordings = recordings;
        this.segments = segments;
        this.reports = reports;
        this.copies = copies;
        this.custody = custody;
        this.clock = clock;
    }

    /** What became of a wish. */
    public sealed interface Asked {
        /** It is kept, and its copies are being made, or are there already. */
        record Done(Redaction redaction) implements Asked {}

        /** There is no such recording. */
        record Unknown() implements Asked {}

        /** It does not fit the recording; why not, as a sentence. */
        record Wrong(String why) implements Asked {}
    }

    /** Keeps a new version and orders its copies; the one that is the newest already is not kept twice. */
    public Asked add(String recording, String why, Profile profile, EditList edits, String by, Actor actor) {
        if (recordings.find(recording).isEmpty()) {
            return new Asked.Unknown();
        }
        List<String> errors = misfits(recording, edits);
        if (!errors.isEmpty()) {
            return new Asked.Wrong(String.join("; ", errors));
        }
        while (true) {
            Optional<Redaction> newest = records.newest(key(recording)).map(Redaction::of);
            if (newest.filter(known -> known.edits().equals(edits)
                            && known.why().equals(why)
                            && known.profile().equals(profile.name()))
                    .isPresent()) {
                return new Asked.Done(newest.get());
            }
            Redaction next = new Redaction(
                    recording,
                    newest.map(Redaction::version).orElse(0) + 1,
                    clock.instant(),
                    why,
                    by,
                    profile.name(),
                    edits);
            if (records.record(facts(next, profile, actor)) instanceof Commit.Done) {
                return new Asked.Done(next);
            }
            // Somebody else's came first: this one follows it.
        }
    }

    private Facts facts(Redaction next, Profile profile, Actor actor) {
        List<String> subjects = new ArrayList<>(List.of(next.recording()));
        next.edits().parts().forEach(part -> subjects.add(part.segment().toString()));
        ObjectNode said = CanonicalJson.object()
                .put("version", next.version())
                .put("edits", next.sha256().toString());
        Facts facts = Facts.of(new Document(
                        key(next.recording()), next.version(), next.at(), next.at(), next.body(), List.of()))
                .and(Facts.of(custody.entry(
                        Deed.REDACTED,
                        actor,
                        subjects,
                        said,
                        CanonicalJson.object().put("why", next.why()))));
        Copy.Hidden hidden =
                new Copy.Hidden(next.recording(), next.version(), next.sha256().toString());
        for (Part part : next.edits().parts()) {
            facts = facts.and(copies.redacted(part.segment(), profile, hidden, actor));
        }
        return facts;
    }

    private List<String> misfits(String recording, EditList edits) {
        List<String> errors = new ArrayList<>();
        for (int i = 0; i < edits.parts().size(); i++) {
            misfit(recording, edits.parts().get(i)).ifPresent(errors::add);
        }
        return errors;
    }

    private Optional<String> misfit(String recording, Part part) {
        SegmentId id = part.segment();
        if (segments.find(id).isEmpty()
                || recordings.recordingOf(id).filter(recording::equals).isEmpty()) {
            return Optional.of(id + " is no segment of this recording");
        }
        Optional<ObjectNode> media = reports.find(SegmentReports.MEDIA, id);
        String kind = media.map(report -> report.at("/facts/kind").asText()).orElse("");
        if (kind.isEmpty() || kind.equals("PHOTO")) {
            return Optional.of(id
                    + (kind.isEmpty()
                            ? " cannot be copied: what it holds is not known, or not yet"
                            : " is a photo, of which no copy is made"));
        }
        if (kind.equals("AUDIO") && !part.edits().regions().isEmpty()) {
            return Optional.of(id + " has no picture, so no regions");
        }
        long endMillis = (media.get().at("/facts/durationMicros").asLong() + 999) / 1000;
        long latest = 0;
        for (var region : part.edits().regions()) {
            latest = Math.max(latest, region.span().fromMillis());
        }
        for (var quiet : part.edits().sounds()) {
            latest = Math.max(latest, quiet.span().fromMillis());
        }
        return endMillis > 0 && latest >= endMillis
                ? Optional.of(id + " ends at " + endMillis + " ms, before a span that begins at " + latest)
                : Optional.empty();
    }

    /** All versions, oldest first. */
    public List<Redaction> versions(String recording) {
        return records.versions(key(recording)).stream().map(Redaction::of).toList();
    }

    /** One version. */
    public Optional<Redaction> find(String recording, int version) {
        return versions(recording).stream()
                .filter(redaction -> redaction.version() == version)
                .findFirst();
    }

    private static DocumentKey key(String recording) {
        return new DocumentKey(Redaction.KIND, recording);
    }
}
