package io.liuhen.storage.check;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the index's families say of each other: heads, terms, jobs. Confined to one thread. */
final class IndexCheck {
    private static final byte[] NOTHING = {};
    private static final int WAITING = 1;
    private static final int LEASED = 2;
    private static final int GIVEN_UP = 4;

    private final Index index;
    private long terms;
    private long heads;

    IndexCheck(Index index) {
        this.index = index;
    }

    void run() {
        documents();
        index.expectCount("heads", heads);
        segmentTerms();
        index.expectCount("terms", terms);
        jobs();
    }

    /** Each document's versions follow each other in the order of the keys; the last one is the head. */
    private void documents() {
        byte[] document = NOTHING;
        byte[] value = NOTHING;
        int version = 0;
        try (IndexRows.Cursor rows = index.all("documents")) {
            while (rows.next()) {
                byte[] key = rows.key();
                byte[] next = Arrays.copyOf(key, key.length - 4);
                int found = ByteBuffer.wrap(key).getInt(next.length);
                boolean same = Arrays.equals(document, next);
                if (!same) {
                    head(document, version, value);
                }
                if (found != (same ? version + 1 : 1)) {
                    index.contradiction("document " + named(next) + " lacks a version before " + found);
                }
                document = next;
                version = found;
                value = rows.value();
            }
        }
        head(document, version, value);
    }

    private static String named(byte[] key) {
        return new String(key, StandardCharsets.UTF_8).replace('\0', ' ').strip();
    }

    private void head(byte[] document, int version, byte[] value) {
        if (document.length == 0) {
            return;
        }
        heads++;
        index.expect(
                "heads",
                document,
                new Fields.Expected().i32(version).value(),
                "the newest version of document " + named(document));
        int kindEnd = 0;
        while (document[kindEnd] != 0) {
            kindEnd++;
        }
        byte[] id = Arrays.copyOfRange(document, kindEnd + 1, document.length - 1);
        Fields in = new Fields(value);
        in.i64();
        long sortAt = in.i64();
        in.bytes();
        terms(Arrays.copyOf(document, kindEnd + 1), Version.terms(in), sortAt, id, named(document));
    }

    private void terms(byte[] kind, List<String> found, long sortAt, byte[] id, String what) {
        for (int i = 0; i < found.size(); i += 2) {
            byte[] key = new Fields.Expected()
                    .raw(kind)
                    .keyText(found.get(i))
                    .keyText(found.get(i + 1))
                    .keyTime(sortAt)
                    .raw(id)
                    .value();
            if (!repeated(found, i)) {
                terms++;
            }
            index.expect("terms", key, NOTHING, "a term of " + what);
        }
    }

    private static boolean repeated(List<String> terms, int at) {
        for (int i = 0; i < at; i += 2) {
            if (terms.get(i).equals(terms.get(at)) && terms.get(i + 1).equals(terms.get(at + 1))) {
                return true;
            }
        }
        return false;
    }

    private void segmentTerms() {
        byte[] kind = new Fields.Expected().keyText("segment").value();
        try (IndexRows.Cursor rows = index.all("segments")) {
            while (rows.next()) {
                Fields in = new Fields(rows.value());
                in.u8();
                in.text();
                in.i64();
                in.bytes();
                in.i64();
                long sealedAt = in.i64();
                in.bytes();
                String id = Uuids.text(rows.key());
                terms(kind, Version.terms(in), sealedAt, Uuids.ascii(id), "segment " + id);
            }
        }
    }

    private void jobs() {
        long due = 0;
        long leased = 0;
        try (IndexRows.Cursor rows = index.all("jobs")) {
            while (rows.next()) {
                byte[] key = rows.key();
                Fields in = new Fields(rows.value());
                int state = in.u8();
                int priority = in.u8();
                long runAt = in.i64();
                String what = "job " + named(Arrays.copyOf(key, key.length - 16)) + " of segment "
                        + Uuids.text(Arrays.copyOfRange(key, key.length - 16, key.length));
                if (state < WAITING || state > GIVEN_UP) {
                    index.contradiction(what + " is in the unknown state " + state);
                }
                if (state == WAITING || state == LEASED) {
                    due++;
                    byte[] dueKey = new Fields.Expected()
                            .raw(Arrays.copyOf(key, key.length - 16))
                            .u8(priority)
                            .keyTime(runAt)
                            .raw(Arrays.copyOfRange(key, key.length - 16, key.length))
                            .value();
                    index.expect("due", dueKey, NOTHING, "when to run " + what);
                }
                if (state == LEASED) {
                    leased++;
                    index.expect("leases", key, NOTHING, "the lease of " + what);
                }
            }
        }
        index.expectCount("due", due);
        index.expectCount("leases", leased);
    }

    /** Finds fault with an index of another store, or one that is not complete. */
    void identity(byte[] formatFile) {
        byte[] expected =
                new Fields.Expected().u8(1).bytes(Digests.of(formatFile)).value();
        Optional<byte[]> store = index.meta("store");
        if (store.isEmpty() || !Arrays.equals(store.get(), expected)) {
            index.contradiction("it belongs to another store: it does not have the digest of FORMAT");
        }
    }
}
