package io.liuhen.server.docking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.Sha256;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One file of a device's listing.
 *
 * @param name as its upload will have it in {@code filename}
 * @param sequence its number on the device, where the device counts
 * @param modifiedAt as the device says it, or empty
 * @param sha256 where the dock has read the file already
 */
public record AnnouncedFile(
        String name, long lengthBytes, OptionalLong sequence, String modifiedAt, Optional<Sha256> sha256) {
    /** What is said of a file in JSON. */
    static final List<String> MEMBERS = List.of("name", "length", "sequence", "modifiedAt", "sha256");

    private static final int NAME_MAX = 1024;
    private static final int TEXT_MAX = 64;
    private static final long EXACT_MAX = 1L << 53;

    /** Refuses what cannot be a file. */
    public AnnouncedFile {
        if (name.isEmpty() || name.length() > NAME_MAX || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a file's name has 1 to " + NAME_MAX + " characters");
        }
        if (lengthBytes < 0 || lengthBytes > EXACT_MAX) {
            throw new IllegalArgumentException("the length of \"" + name + "\" is a number of bytes");
        }
        if (modifiedAt.length() > TEXT_MAX) {
            throw new IllegalArgumentException("modifiedAt of \"" + name + "\" is no time");
        }
    }

    static AnnouncedFile of(JsonNode json) {
        JsonNode length = json.path("length");
        if (!json.path("name").isTextual() || !length.isIntegralNumber() || !length.canConvertToLong()) {
            throw new IllegalArgumentException("each file has a name, and a length as a whole number of bytes");
        }
        String name = json.path("name").textValue();
        JsonNode digest = json.path("sha256");
        Optional<Sha256> sha256 = Sha256.parse(digest.asText());
        if (!digest.isMissingNode() && sha256.isEmpty()) {
            throw new IllegalArgumentException("sha256 of \"" + name + "\" has 64 hexadecimal digits");
        }
        JsonNode sequence = json.path("sequence");
        if (!sequence.isMissingNode() && (!sequence.isIntegralNumber() || !sequence.canConvertToLong())) {
            throw new IllegalArgumentException("sequence of \"" + name + "\" is a whole number");
        }
        return new AnnouncedFile(
                name,
                length.longValue(),
                sequence.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(sequence.longValue()),
                json.path("modifiedAt").asText(),
                sha256);
    }

    /** As it is stored and shown. */
    public ObjectNode json() {
        ObjectNode json = CanonicalJson.object().put("name", name).put("length", lengthBytes);
        sequence.ifPresent(number -> json.put("sequence", number));
        if (!modifiedAt.isEmpty()) {
            json.put("modifiedAt", modifiedAt);
        }
        sha256.ifPresent(digest -> json.put("sha256", digest.toString()));
        return json;
    }
}
