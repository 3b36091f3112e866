package io.liuhen.server.evidence;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.Records;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.SegmentRow;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Custody receipts (接收回执): what a dock keeps, and checks before a recorder erases its copy. A receipt says what was
 * sealed, and is signed when it is first asked for; from then on it is the same, byte for byte. Thread-safe; blocks on the
 * disk.
 *
 * <pre>
 * {"createdAt":"…","device":"…","id":"…","key":"…","length":123,"schema":1,"sealedAt":"…","sha256":"…",
 *  "trial":true,"type":"liuhen-receipt","unit":"…"}
 * </pre>
 *
 * {@code device} is there where the device has named itself, {@code trial} where nobody had to.
 */
public final class Receipts {
    private static final String KIND = "receipt";
    private static final int SCHEMA = 1;
    private static final int TRIES_MAX = 8;

    private final Records records;
    private final DetachedSignatures signatures;
    private final InstantSource clock;

    public Receipts(Records records, DetachedSignatures signatures, InstantSource clock) {
        this.records = records;
        this.signatures = signatures;
        this.clock = clock;
    }

    /**
     * A receipt.
     *
     * @param facts what it says
     * @param signatureBase64 over {@link #content}: detached CMS in DER, with the key's certificates
     */
    public record Receipt(ObjectNode facts, String signatureBase64) {
        /** Canonical JSON: exactly the bytes that are signed. */
        public byte[] content() {
            return CanonicalJson.write(facts);
        }

        /** The signature, in DER. */
        public byte[] signature() {
            return Base64.getDecoder().decode(signatureBase64);
        }
    }

    /** The receipt that was signed before, if one was. */
    public Optional<Receipt> find(SegmentId id) {
        return records.newest(key(id)).map(known -> receipt(known.body()));
    }

    /** The receipt of a segment that came whole and as its device declared it. */
    public Receipt of(SegmentRow segment) {
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            Optional<Receipt> known = find(segment.id());
            if (known.isPresent()) {
                return known.get();
            }
            ObjectNode body = signed(segment);
            Document document =
                    new Document(key(segment.id()), 1, clock.instant(), segment.sealedAt(), body, List.of());
            if (records.record(Facts.of(document)) instanceof Commit.Done) {
                return receipt(body);
            }
            // Somebody else asked in the same moment, and was faster: theirs is the one.
        }
        throw new IllegalStateException(
                "the receipt of segment " + segment.id() + " is neither there nor can it be made");
    }

    private ObjectNode signed(SegmentRow segment) {
        ObjectNode content = CanonicalJson.object()
                .put("schema", SCHEMA)
                .put("type", "liuhen-receipt")
                .put("id", segment.id().toString())
                .put("length", segment.lengthBytes())
                .put("sha256", segment.sha256().toString())
                .put("createdAt", segment.createdAt().toString())
                .put("sealedAt", segment.sealedAt().toString())
                .put("unit", segment.attributes().path("unit").asText())
                .put("key", signatures.keyId());
        String device = segment.attributes().path("received").path("device").asText();
        if (!device.isEmpty()) {
            content.put("device", device);
        }
        if (segment.attributes().path("trial").asBoolean()) {
            content.put("trial", true);
        }
        ObjectNode body = CanonicalJson.object();
        body.put("schema", SCHEMA);
        body.set("content", content);
        body.put("signature", Base64.getEncoder().encodeToString(signatures.sign(CanonicalJson.write(content))));
        return body;
    }

    private static Receipt receipt(ObjectNode body) {
        return new Receipt(
                (ObjectNode) body.required("content"),
                body.required("signature").asText());
    }

    private static DocumentKey key(SegmentId id) {
        return new DocumentKey(KIND, id.toString());
    }
}
