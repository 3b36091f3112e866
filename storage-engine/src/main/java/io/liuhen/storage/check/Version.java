package io.liuhen.storage.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One version of a document, as a record of the journal has it. */
final class Version {
    private static final int TERM_BYTES_MAX = 512;

    private final String kind;
    private final String id;
    private final int number;
    private final byte[] rest;

    private Version(String kind, String id, int number, byte[] rest) {
        this.kind = kind;
        this.id = id;
        this.number = number;
        this.rest = rest;
    }

    /** Reads the next version of a record, which must be well-formed in all its parts. */
    static Version read(Fields in, byte[] record) {
        String kind = in.text();
        String id = in.text();
        int number = in.i32();
        if (kind.isEmpty() || id.isEmpty() || number < 1) {
            throw new MalformedException("has an impossible name or version");
        }
        int from = in.position();
        body(in);
        return new Version(kind, id, number, Arrays.copyOfRange(record, from, in.position()));
    }

    private static long body(Fields in) {
        in.i64();
        long sortAt = in.i64();
        ObjectNode body = Json.canonicalObject(in.bytes());
        if (!body.path("schema").isIntegralNumber()) {
            throw new MalformedException("has a document without a schema");
        }
        terms(in);
        return sortAt;
    }

    /** Name and value of each term, one after the other. */
    static List<String> terms(Fields in) {
        List<String> terms = new ArrayList<>();
        int count = in.i32();
        for (int i = 0; i < count; i++) {
            terms.add(in.text());
            terms.add(in.text());
            if (terms.get(terms.size() - 1).length() > TERM_BYTES_MAX) {
                throw new MalformedException("has a term that is too long");
            }
        }
        return terms;
    }

    String kind() {
        return kind;
    }

    String id() {
        return id;
    }

    int number() {
        return number;
    }

    /** The key of its row in {@code documents}. */
    byte[] key() {
        return new Fields.Expected().keyText(kind).keyText(id).i32(number).value();
    }

    /** Its row in {@code documents}. */
    byte[] row() {
        ByteArrayOutputStream row = new ByteArrayOutputStream();
        row.write(1);
        row.writeBytes(rest);
        return row.toByteArray();
    }

    String named() {
        return "version " + number + " of document " + kind + " " + id;
    }
}
