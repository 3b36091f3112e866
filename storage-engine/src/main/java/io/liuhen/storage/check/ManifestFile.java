package io.liuhen.storage.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A manifest that has been read, with all of its rules kept. */
final class ManifestFile {
    private static final Set<String> MEMBERS = new TreeSet<>(Set.of(
            "attributes",
            "blocks",
            "createdAt",
            "file",
            "id",
            "kind",
            "length",
            "schema",
            "sealedAt",
            "sha256",
            "terms"));
    private static final Set<String> KINDS = Set.of("complete", "incomplete", "unmatched");
    private static final Pattern FILE = Pattern.compile("original(\\.[a-z0-9]{1,8})?");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    static final int BLOCK = 1 << 20;

    private final ObjectNode json;
    private final byte[] checksums;

    private ManifestFile(ObjectNode json, byte[] checksums) {
        this.json = json;
        this.checksums = checksums;
    }

    /** Reads one; throws {@code MalformedException}. */
    static ManifestFile read(byte[] content, String id) {
        ObjectNode json = Json.canonicalObject(content);
        if (Json.number(json, "schema") != 1) {
            throw new MalformedException("its schema is not 1");
        }
        Set<String> members = new TreeSet<>();
        json.fieldNames().forEachRemaining(members::add);
        if (!members.equals(MEMBERS)) {
            throw new MalformedException("its members are " + members);
        }
        require(Json.text(json, "id").equals(id), "id");
        require(KINDS.contains(Json.text(json, "kind")), "kind");
        require(FILE.matcher(Json.text(json, "file")).matches(), "file");
        require(SHA256.matcher(Json.text(json, "sha256")).matches(), "sha256");
        require(json.path("attributes").isObject(), "attributes");
        require(json.path("terms").isArray(), "terms");
        for (JsonNode term : json.path("terms")) {
            require(term.size() == 2 && term.path(0).isTextual() && term.path(1).isTextual(), "terms");
        }
        Json.time(json, "createdAt");
        Json.time(json, "sealedAt");
        long length = Json.number(json, "length");
        require(length >= 0, "length");
        JsonNode blocks = json.path("blocks");
        require(Json.number(blocks, "length") == BLOCK, "blocks");
        byte[] checksums;
        try {
            checksums = Base64.getDecoder().decode(Json.text(blocks, "crc32c"));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("its block checksums are no base64");
        }
        require(checksums.length == (length + BLOCK - 1) / BLOCK * 4, "blocks");
        return new ManifestFile(json, checksums);
    }

    private static void require(boolean holds, String member) {
        if (!holds) {
            throw new MalformedException("its \"" + member + "\" is not what it may be");
        }
    }

    String fileName() {
        return Json.text(json, "file");
    }

    long length() {
        return Json.number(json, "length");
    }

    String sha256() {
        return Json.text(json, "sha256");
    }

    /** CRC-32C of each block, 4 bytes each. */
    byte[] checksums() {
        return checksums.clone();
    }

    /** The row of {@code segments} that goes with it. */
    byte[] row() {
        String kind = Json.text(json, "kind");
        int code = kind.equals("complete") ? 1 : kind.equals("incomplete") ? 2 : 3;
        Fields.Expected row = new Fields.Expected()
                .u8(1)
                .u8(code)
                .text(fileName())
                .i64(length())
                .bytes(HexFormat.of().parseHex(sha256()))
                .i64(Fields.micros(Json.time(json, "createdAt")))
                .i64(Fields.micros(Json.time(json, "sealedAt")))
                .bytes(Json.canonical(json.path("attributes")))
                .i32(json.path("terms").size());
        for (JsonNode term : json.path("terms")) {
            row.text(term.path(0).textValue()).text(term.path(1).textValue());
        }
        return row.value();
    }
}
