package io.liuhen.storage.check;

import io.liuhen.storage.check.Finding.Sort;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** The index as the checks ask it, with findings about rows that are not what the files say. Confined to one thread. */
final class Index {
    static final String PATH = "index";
    private static final byte[] FIRST = {};

    private final IndexRows rows;
    private final CheckListener listener;

    Index(IndexRows rows, CheckListener listener) {
        this.rows = rows;
        this.listener = listener;
    }

    Optional<byte[]> get(String family, byte[] key) {
        return rows.get(family, key);
    }

    /** Whether a disposal was committed whose files the next opening deletes. */
    boolean unfinished(byte[] id) {
        return rows.has("unfinished") && rows.get("unfinished", id).isPresent();
    }

    IndexRows.Cursor all(String family) {
        return rows.from(family, FIRST);
    }

    IndexRows.Cursor from(String family, byte[] key) {
        return rows.from(family, key);
    }

    /** Where the journal ends. */
    long journalEnd() {
        return meta("journal-end").map(value -> new Fields(value).i64()).orElse(0L);
    }

    /** Where leaves (0) and details (1) end. */
    OptionalLong ledgerEnd(int log) {
        Optional<byte[]> tree = meta("tree");
        if (tree.isEmpty()) {
            return OptionalLong.of(0);
        }
        Fields in = new Fields(tree.get());
        in.i64();
        long leaves = in.i64();
        return OptionalLong.of(log == 0 ? leaves : in.i64());
    }

    Optional<byte[]> meta(String word) {
        return rows.get("default", ascii(word));
    }

    private static byte[] ascii(String word) {
        return new Fields.Expected()
                .raw(word.getBytes(StandardCharsets.US_ASCII))
                .value();
    }

    /** Finds fault with a row that is missing or another. */
    void expect(String family, byte[] key, byte[] value, String what) {
        Optional<byte[]> found = rows.get(family, key);
        if (found.isEmpty()) {
            contradiction(what + " is not in the index (" + family + ")");
        } else if (!Arrays.equals(found.get(), value)) {
            contradiction(what + " is another in the index (" + family + ")");
        }
    }

    void contradiction(String what) {
        listener.finding(new Finding(Sort.CONTRADICTORY, PATH, what));
    }

    /** Finds fault with a family that has more or fewer rows than the files account for. */
    void expectCount(String family, long expected) {
        long found = count(family);
        if (found != expected) {
            contradiction(family + " has " + found + " rows, but the files account for " + expected);
        }
    }

    long count(String family) {
        long count = 0;
        try (IndexRows.Cursor cursor = all(family)) {
            while (cursor.next()) {
                count++;
            }
        }
        return count;
    }

    static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }
}
