package io.liuhen.benchmarks.index;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.records.Terms;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.LedgerEntry;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Term;
import io.liuhen.storage.index.UploadRow;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the server would write about the archive's segments: the same documents, attributes and terms, with as many bytes
 * of the same sort. {@code docs/on-disk-format.md} has an example of each.
 */
record Papers(Archive archive) {
    private static final String UNIT = "fushun-01";
    private static final Terms TERMS = new Terms(UNIT);

    static Terms terms() {
        return TERMS;
    }

    UploadRow upload(long segment) {
        return UploadRow.opened(
                Archive.id(segment),
                OptionalLong.of(archive.lengthBytes()),
                "original.mp4",
                attributes(segment),
                Archive.createdAt(segment));
    }

    SegmentRow sealed(long segment) {
        return new SegmentRow(
                Archive.id(segment),
                SegmentKind.COMPLETE,
                "original.mp4",
                archive.lengthBytes(),
                archive.digest(segment),
                Archive.createdAt(segment),
                Archive.sealedAt(segment),
                attributes(segment),
                List.of(TERMS.all(), sha256(segment), same(segment)));
    }

    Term sha256(long segment) {
        return TERMS.of("sha256", archive.digest(segment).toString());
    }

    Term same(long segment) {
        return TERMS.of(
                "same",
                Archive.device(Archive.recordingOf(segment)),
                Archive.fileName(segment),
                archive.digest(segment).toString());
    }

    private ObjectNode attributes(long segment) {
        long recording = Archive.recordingOf(segment);
        ObjectNode received = CanonicalJson.object()
                .put("case", Archive.lawCase(recording))
                .put("device", Archive.device(recording))
                .put("filename", Archive.fileName(segment))
                .put("madeAt", Archive.madeAt(recording).toString())
                .put("maker", Archive.maker(recording) + "、" + Archive.maker(recording + 1))
                .put("party", Archive.party(recording))
                .put("recording", "take-" + recording)
                .put("sequence", Long.toString(segment % Archive.SEGMENTS_PER_RECORDING + 1));
        StringBuilder header = new StringBuilder();
        received.properties()
                .forEach(word -> header.append(header.isEmpty() ? "" : ",")
                        .append(word.getKey())
                        .append(' ')
                        .append(Base64.getEncoder()
                                .encodeToString(word.getValue().asText().getBytes(StandardCharsets.UTF_8))));
        ObjectNode attributes = CanonicalJson.object()
                .put("schema", 1)
                .put("unit", UNIT)
                .put("trial", false)
                .put("recording", Archive.recording(recording))
                .put("protocol", "tus")
                .put("declaredLength", archive.lengthBytes());
        attributes.set("received", received);
        return attributes.put("uploadMetadata", header.toString());
    }

    /** A recording: in its first version what its device said, in its second what a person has added. */
    Document recording(long recording, int version) {
        Instant createdAt = Archive.createdAt(recording * Archive.SEGMENTS_PER_RECORDING);
        Instant at = version == 1 ? createdAt : createdAt.plusSeconds(86_400);
        ObjectNode metadata = CanonicalJson.object()
                .put("device", Archive.device(recording))
                .put("madeAt", Archive.madeAt(recording).toString());
        metadata.putArray("maker").add(Archive.maker(recording)).add(Archive.maker(recording + 1));
        metadata.putArray("case").add(Archive.lawCase(recording));
        metadata.putArray("party").add(Archive.party(recording));
        if (version > 1) {
            metadata.put("method", "现场录制").put("objectOfProof", "现场检查过程，第" + recording + "号");
        }
        ObjectNode body = CanonicalJson.object()
                .put("schema", 1)
                .put("unit", UNIT)
                .put("cause", version == 1 ? "device" : "person")
                .put("trial", false)
                .put("createdAt", createdAt.toString());
        body.set("metadata", metadata);
        return new Document(
                new DocumentKey("recording", Archive.recording(recording)),
                version,
                at,
                Archive.madeAt(recording),
                body,
                terms(recording));
    }

    /** What a recording is found by, in each of its versions. */
    static List<Term> terms(long recording) {
        return List.of(
                TERMS.all(),
                TERMS.of("device", Archive.device(recording)),
                TERMS.of("case", Archive.lawCase(recording)),
                TERMS.of("maker", Archive.maker(recording)),
                TERMS.of("maker", Archive.maker(recording + 1)),
                TERMS.of("party", Archive.party(recording)));
    }

    Document take(long recording) {
        Instant at = Archive.createdAt(recording * Archive.SEGMENTS_PER_RECORDING);
        return new Document(
                new DocumentKey("take", archive.take(recording).toString()),
                1,
                at,
                at,
                CanonicalJson.object().put("schema", 1).put("recording", Archive.recording(recording)),
                List.of());
    }

    static Document member(long segment) {
        Instant at = Archive.createdAt(segment);
        String recording = Archive.recording(Archive.recordingOf(segment));
        return new Document(
                new DocumentKey("member", Archive.id(segment).toString()),
                1,
                at,
                at,
                CanonicalJson.object()
                        .put("schema", 1)
                        .put("recording", recording)
                        .put("sequence", segment % Archive.SEGMENTS_PER_RECORDING + 1),
                List.of(TERMS.of("recording", recording)));
    }

    /** What a job has found. */
    Document report(String kind, long segment) {
        Instant at = Archive.sealedAt(segment);
        ObjectNode body = CanonicalJson.object().put("schema", 1).put("at", at.toString());
        switch (kind) {
            case "verify" -> body.put("state", "verified");
            case "probe" -> body.put("state", "done").set("facts", facts(segment));
            default -> derived(body.put("state", "done"), kind, segment);
        }
        return new Document(
                new DocumentKey(documentKind(kind), Archive.id(segment).toString()), 1, at, at, body, List.of());
    }

    /** The kind of document that a kind of job leaves. */
    static String documentKind(String job) {
        return switch (job) {
            case "verify" -> "verification";
            case "probe" -> "media";
            default -> job;
        };
    }

    private ObjectNode facts(long segment) {
        long noise = Scatter.noise(segment, 5);
        ObjectNode facts = CanonicalJson.object()
                .put("kind", "VIDEO")
                .put("format", "mov,mp4,m4a,3gp,3g2,mj2")
                .put("durationMicros", 300_000_000 + (noise & 0xfffff))
                .put("startMicros", 0)
                .put("bitsPerSecond", archive.lengthBytes() * 8 / 300);
        facts.putArray("encoders").add("DSJ AVC encoder");
        facts.putObject("tags").put("creation_time", Archive.createdAt(segment).toString());
        ObjectNode video = facts.putArray("streams").addObject();
        stream(video, "VIDEO", "h264", noise).put("index", 0).putNull("sound");
        ObjectNode picture = video.putObject("picture");
        picture.put("width", 1920).put("height", 1080).put("pixelFormat", "yuv420p");
        picture.put("rotationDegrees", 0).put("mirrored", false);
        picture.putObject("sampleAspect").put("numerator", 1).put("denominator", 1);
        picture.putObject("frameRate").put("numerator", 30_000).put("denominator", 1001);
        picture.putObject("averageFrameRate").put("numerator", 30_000).put("denominator", 1001);
        ObjectNode audio = facts.withArray("/streams").addObject();
        stream(audio, "AUDIO", "aac", noise >>> 20).put("index", 1).putNull("picture");
        audio.putObject("sound")
                .put("sampleRateHertz", 48_000)
                .put("channels", 2)
                .put("sampleFormat", "fltp");
        return facts;
    }

    private static ObjectNode stream(ObjectNode stream, String kind, String codec, long noise) {
        return stream.put("kind", kind)
                .put("codec", codec)
                .put("profile", "Main")
                .put("level", 41)
                .put("bitsPerSecond", 2_000_000 + (noise & 0x3ffff))
                .put("startMicros", 0)
                .put("durationMicros", 300_000_000 + (noise & 0xffff))
                .put("language", "chi")
                .put("encoder", "DSJ AVC encoder")
                .put("handler", "DSJ");
    }

    private void derived(ObjectNode body, String kind, long segment) {
        boolean video = kind.equals("proxy");
        body.put("damagedPackets", 0)
                .put("durationMicros", video ? 300_000_000 + (Scatter.noise(segment, 6) & 0xfffff) : 0)
                .put("width", 640)
                .put("height", 360)
                .put("length", 20_000_000 + (Scatter.noise(segment, 7) & 0xffffff))
                .put("making", "encoded")
                .put("mediaType", video ? "video/mp4" : "image/jpeg")
                .put("sha256", archive.digest(segment).toString());
    }

    /** An entry of the ledger; its form is the real one's, its digests are not. */
    LedgerEntry entry(String deed, long segment, List<String> subjects) {
        ObjectNode leaf = CanonicalJson.object()
                .put("schema", 1)
                .put("id", Archive.id(segment).toString())
                .put("at", Archive.sealedAt(segment).toString())
                .put("unit", UNIT)
                .put("deed", deed)
                .put("details", archive.digest(segment).toString());
        subjects.forEach(leaf.putArray("subjects")::add);
        leaf.putObject("facts")
                .put("kind", "complete")
                .put("length", archive.lengthBytes())
                .put("sha256", archive.digest(segment).toString());
        ObjectNode details = CanonicalJson.object()
                .put(
                        "salt",
                        Base64.getEncoder()
                                .encodeToString(archive.digest(segment).bytes()));
        details.putObject("value").putObject("actor").put("kind", "anonymous").put("address", "10.20.30.40");
        return new LedgerEntry(subjects, leaf, details);
    }
}
