package io.liuhen.server.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.records.Recording;
import io.liuhen.server.records.Recordings;
import io.liuhen.server.records.Recordings.Member;
import io.liuhen.storage.Disposals;
import io.liuhen.storage.Segments;
import io.liuhen.storage.Uploads;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Tombstone;
import io.liuhen.storage.index.UploadRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A recording as the API shows it. Thread-safe; blocks on the disk. */
public final class RecordingView {
    private final Recordings recordings;
    private final Uploads uploads;
    private final Segments segments;
    private final Disposals disposals;
    private final TakeFindings findings;

    public RecordingView(
            Recordings recordings, Uploads uploads, Segments segments, Disposals disposals, TakeFindings findings) {
        this.recordings = recordings;
        this.uploads = uploads;
        this.segments = segments;
        this.disposals = disposals;
        this.findings = findings;
    }

    /** A recording, its segments and what the law still misses. */
    public ObjectNode json(Recording recording) {
        ObjectNode json = CanonicalJson.object()
                .put("id", recording.id())
                .put("version", recording.version())
                .put("changedAt", recording.changedAt().toString())
                .put("createdAt", recording.createdAt().toString());
        json.set("metadata", recording.metadata().json());
        ArrayNode missing = json.putArray("missing");
        recording.metadata().missing().forEach(field -> missing.add(field.text()));
        List<String> states = new ArrayList<>();
        ArrayNode parts = json.putArray("segments");
        for (Member member : recordings.members(recording.id())) {
            ObjectNode part = segment(member);
            states.add(part.path("state").asText());
            parts.add(part);
        }
        json.put("state", state(states, missing.isEmpty()));
        if (recording.trial()) {
            json.putArray("flags").add("trial");
        }
        json.putObject("links")
                .put("self", "/recordings/" + recording.id())
                .put("versions", "/recordings/" + recording.id() + "/versions")
                .put("custody", "/custody?subject=" + recording.id());
        return json;
    }

    /** The same with what is to be seen in it. */
    public ObjectNode whole(Recording recording) {
        ObjectNode json = json(recording);
        json.set("findings", findings.json(recording.id()));
        return json;
    }

    /** One earlier or present version, without its segments. */
    public ObjectNode version(Recording recording) {
        ObjectNode json = CanonicalJson.object()
                .put("version", recording.version())
                .put("changedAt", recording.changedAt().toString())
                .put("cause", recording.cause().toString());
        json.set("metadata", recording.metadata().json());
        return json;
    }

    private static String state(List<String> segments, boolean nothingMissing) {
        if (segments.contains("receiving")) {
            return "receiving";
        }
        if (segments.stream().allMatch("ended"::equals)) {
            // Uploads that came to nothing: a second copy, a broken line. Nothing of them is kept.
            return "empty";
        }
        if (!segments.contains("sealed") && segments.contains("disposed")) {
            return "disposed";
        }
        if (!segments.contains("sealed")) {
            // Only pieces of uploads that were ended, or files that are not what their device said.
            return "nothing-sealed";
        }
        return nothingMissing ? "complete" : "incomplete";
    }

    private ObjectNode segment(Member member) {
        ObjectNode json = CanonicalJson.object().put("id", member.segment().toString());
        member.sequence().ifPresent(number -> json.put("sequence", number));
        Optional<SegmentRow> segment = segments.find(member.segment());
        if (segment.isPresent()) {
            boolean complete = segment.get().kind() == SegmentKind.COMPLETE;
            return json.put("state", complete ? "sealed" : segment.get().kind().toString())
                    .put("length", segment.get().lengthBytes())
                    .put("sha256", segment.get().sha256().toString())
                    .put("href", "/segments/" + member.segment());
        }
        Optional<UploadRow> upload =
                uploads.find(member.segment()).toCompletableFuture().join();
        if (upload.isPresent() && upload.get().phase() == UploadRow.Phase.OPEN) {
            json.put("state", "receiving").put("offset", upload.get().offsetBytes());
            upload.get().declaredLengthBytes().ifPresent(length -> json.put("length", length));
            return json;
        }
        Optional<Tombstone> tombstone = disposals.tombstone(member.segment());
        if (tombstone.isPresent()) {
            return json.put("state", "disposed")
                    .put("length", tombstone.get().lengthBytes())
                    .put("sha256", tombstone.get().sha256().toString())
                    .put("disposedAt", tombstone.get().disposedAt().toString());
        }
        return json.put("state", "ended");
    }
}
