package io.liuhen.server.records;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.Records;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which upload a device's file is, so that the same file begun again is the same upload. One document for each file,
 * whose next version is committed together with the upload that it names: of two that begin the same file in the same
 * moment, one has a conflict and finds the other's. Thread-safe; blocks on the disk.
 */
public final class DeviceFiles {
    private static final String KIND = "file";
    private static final String UPLOAD = "upload";
    private static final String FILE_NAME = Field.FILENAME.text();
    private static final String SHA256 = Field.SHA256.text();
    private static final int SCHEMA = 1;

    /** A device that tells no digest is believed that these make out a file, all of them together. */
    private static final List<String> NAMES = List.of(Field.RECORDING.text(), Field.SEQUENCE.text(), FILE_NAME);

    /** What may be told beside, and cannot differ for one file: recorders count from one again on an empty card. */
    private static final List<String> BESIDE =
            List.of(Field.MADE_AT.text(), Field.ENDED_AT.text(), SHA256, Field.SM3.text());

    private final Records records;
    private final String unit;

    /** @param unit whose devices are meant */
    public DeviceFiles(Records records, String unit) {
        this.records = records;
        this.unit = unit;
    }

    /**
     * Which upload a file is.
     *
     * @param version of the document that says so
     */
    public record Known(SegmentId upload, int version) {}

    /**
     * What a file is known again by; empty where its device, or what would make it out, is not told.
     *
     * @param received the device's words
     * @param lengthBytes as it was announced: another length is another file
     * @param sender who sends it, where that is nobody who speaks for the device; empty for the device itself
     * @param parts of which it is joined, as they were listed; empty where it is sent
     */
    public Optional<DocumentKey> key(
            Map<String, String> received, OptionalLong lengthBytes, String sender, String parts) {
        String device = received.getOrDefault(Field.DEVICE.text(), "");
        Optional<Sha256> declared =
                Sha256.parse(received.getOrDefault(SHA256, "").strip());
        boolean named =
                NAMES.stream().noneMatch(name -> received.getOrDefault(name, "").isBlank());
        if (device.isBlank() || (declared.isEmpty() && !named)) {
            return Optional.empty();
        }
        ObjectNode file =
                CanonicalJson.object().put("unit", unit).put("sender", sender).put("parts", parts);
        file.put(Field.DEVICE.text(), device);
        lengthBytes.ifPresent(length -> file.put("length", length));
        if (declared.isPresent()) {
            file.put(SHA256, declared.get().toString());
        } else {
            NAMES.forEach(name -> file.put(name, received.getOrDefault(name, "")));
            BESIDE.forEach(name -> file.put(name, received.getOrDefault(name, "")));
        }
        return Optional.of(
                new DocumentKey(KIND, Sha256.digestOf(CanonicalJson.write(file)).toString()));
    }

    /** The upload that was opened for a file last, or the segment that stands for it. */
    public Optional<Known> find(DocumentKey file) {
        return records.newest(file)
                .flatMap(
                        document -> SegmentId.parse(document.body().path(UPLOAD).asText())
                                .map(upload -> new Known(upload, document.version())));
    }

    /**
     * That a file is this upload from now on, or this segment, which stands for it.
     *
     * @param before what it was
     */
    public static Document is(DocumentKey file, Optional<Known> before, SegmentId upload, Instant at) {
        ObjectNode body = CanonicalJson.object().put("schema", SCHEMA).put(UPLOAD, upload.toString());
        return new Document(file, before.map(Known::version).orElse(0) + 1, at, at, body, List.of());
    }
}
