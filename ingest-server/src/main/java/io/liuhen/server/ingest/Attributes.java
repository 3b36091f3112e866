package io.liuhen.server.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.Sha256;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the server records with each upload, and what the segment's manifest therefore holds for ever.
 *
 * <pre>
 * {"schema":1,"unit":"trial","trial":true,"recording":"…","protocol":"tus",
 *  "declaredLength":1234567,"received":{"device":"…","madeAt":"…",…},"uploadMetadata":"device …,madeAt …"}
 * </pre>
 *
 * @param unit the unit that it belongs to
 * @param trial whether a server without credentials stored it
 * @param recording the recording that it joined when it was created
 * @param declaredLength the length that was announced, where it was: what is missing of an incomplete file
 * @param received the device's words
 * @param header the device's words as they came on the wire
 * @param concatenation whether it is a part of files to come, or joined from such
 */
public record Attributes(
        String unit,
        boolean trial,
        String recording,
        String protocol,
        OptionalLong declaredLength,
        Map<String, String> received,
        String header,
        Concatenation concatenation) {
    /** The member that says whether an upload is a part, or joined from parts. */
    static final String CONCAT = "uploadConcat";

    private static final String DECLARED_LENGTH = "declaredLength";
    private static final int SCHEMA = 1;

    /** From the stored form. */
    public static Attributes of(ObjectNode json) {
        Map<String, String> received = new LinkedHashMap<>();
        json.path("received")
                .properties()
                .forEach(member ->
                        received.put(member.getKey(), member.getValue().asText()));
        return new Attributes(
                json.path("unit").asText(),
                json.path("trial").asBoolean(),
                json.path("recording").asText(),
                json.path("protocol").asText(),
                json.has(DECLARED_LENGTH)
                        ? OptionalLong.of(json.path(DECLARED_LENGTH).longValue())
                        : OptionalLong.empty(),
                received,
                json.path("uploadMetadata").asText(),
                Concatenation.parse(json.path(CONCAT).asText()).orElseGet(Concatenation::none));
    }

    ObjectNode json() {
        ObjectNode json = CanonicalJson.object();
        json.put("schema", SCHEMA);
        json.put("unit", unit);
        json.put("trial", trial);
        json.put("recording", recording);
        json.put("protocol", protocol);
        declaredLength.ifPresent(length -> json.put(DECLARED_LENGTH, length));
        ObjectNode words = json.putObject("received");
        received.forEach(words::put);
        if (!header.isEmpty()) {
            json.put("uploadMetadata", header);
        }
        if (!concatenation.header().isEmpty()) {
            json.put(CONCAT, concatenation.header());
        }
        return json;
    }

    /** The stored form of an upload that was told its length after its creation; everything else in it stays. */
    static ObjectNode withDeclaredLength(ObjectNode json, long lengthBytes) {
        return json.deepCopy().put(DECLARED_LENGTH, lengthBytes);
    }

    /** One of the device's words; empty if it said nothing. */
    public String word(String name) {
        return received.getOrDefault(name, "");
    }

    /**
     * Whether an upload is complete as soon as all announced bytes are here. Where it is not, it is a part that waits to be
     * joined, or the client says that it is complete, and may say the contrary.
     */
    public boolean endsByLength() {
        return !isRufh() && !concatenation.isPartial();
    }

    /** Whether it was opened by the IETF's protocol. */
    public boolean isRufh() {
        return protocol.equals(NewUpload.Protocol.RUFH.toString());
    }

    /** What an entry in the custody log about this upload is found by. */
    List<String> subjects(SegmentId id) {
        return List.of(id.toString(), recording);
    }

    /** The digest that the device knows for the whole file, where it states one that can be read. */
    public Optional<Sha256> declaredSha256() {
        return Sha256.parse(word("sha256").strip());
    }
}
