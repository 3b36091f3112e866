package io.liuhen.storage.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.check.Finding.Sort;
import io.liuhen.storage.disk.FolderView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Every entry of the ledger: leaf, details, commitment, tree, and the index's rows about them. */
final class LedgerCheck {
    private static final Path LEAVES = Path.of("ledger", "leaves");
    private static final Path DETAILS = Path.of("ledger", "details");
    private static final byte[] NOTHING = {};
    private static final int ENTRIES_PER_PROGRESS = 100_000;

    private final FolderView view;
    private final Optional<Index> index;
    private final CheckListener listener;
    private final Tree tree = new Tree();
    private long subjectRows;
    private boolean whole = true;

    LedgerCheck(FolderView view, Optional<Index> index, CheckListener listener) {
        this.view = view;
        this.index = index;
        this.listener = listener;
    }

    void run() {
        foreign();
        OptionalLong leavesEnd = index.isPresent() ? index.get().ledgerEnd(0) : OptionalLong.empty();
        OptionalLong detailsEnd = index.isPresent() ? index.get().ledgerEnd(1) : OptionalLong.empty();
        try (LogReader leaves = new LogReader(view, LEAVES, 'L', leavesEnd, listener);
                LogReader details = new LogReader(view, DETAILS, 'D', detailsEnd, listener)) {
            read(leaves, details, leavesEnd);
            whole = whole && !leaves.damaged() && !details.damaged();
        }
        if (whole && index.isPresent()) {
            index.get().expectCount("entries", tree.size());
            index.get().expectCount("entry_subjects", subjectRows);
        }
    }

    private void foreign() {
        if (view.find(Path.of("ledger")).isEmpty()) {
            return;
        }
        for (FolderView.Entry entry : view.list(Path.of("ledger"))) {
            if (!entry.name().equals("leaves") && !entry.name().equals("details")) {
                listener.finding(new Finding(Sort.FOREIGN, "ledger/" + entry.name(), "no part of the ledger"));
            }
        }
    }

    private void read(LogReader leaves, LogReader details, OptionalLong committedEnd) {
        Optional<byte[]> leaf = leaves.next();
        Optional<byte[]> detail = details.next();
        while (leaf.isPresent() && (committedEnd.isEmpty() || leaves.position() < committedEnd.getAsLong())) {
            if (detail.isEmpty()) {
                missingDetails(leaves, details);
                break;
            }
            entry(leaf.get(), detail.get(), leaves.position(), details.position());
            if (tree.size() % ENTRIES_PER_PROGRESS == 0) {
                listener.progress("ledger: " + tree.size() + " entries");
            }
            if (committedEnd.isPresent() && leaves.end() >= committedEnd.getAsLong()) {
                checkTree(leaves.end(), details.end());
            }
            leaf = leaves.next();
            detail = details.next();
        }
        if ((leaf.isPresent() || detail.isPresent()) && !leaves.damaged() && !details.damaged()) {
            listener.note("ledger", "goes on beyond its committed end; opening cuts it away and writes it again");
        }
    }

    private void missingDetails(LogReader leaves, LogReader details) {
        if (!details.damaged() && index.isPresent()) {
            listener.finding(new Finding(
                    Sort.MISSING, DETAILS.toString(), "there are no details for the leaf at " + leaves.position()));
        }
        whole = false;
    }

    private void checkTree(long leavesEnd, long detailsEnd) {
        Fields.Expected row = new Fields.Expected()
                .u8(1)
                .i64(tree.size())
                .i64(leavesEnd)
                .i64(detailsEnd)
                .i32(tree.roots().size());
        tree.roots().forEach(row::bytes);
        Optional<byte[]> found = index.orElseThrow().meta("tree");
        if (found.isEmpty() || !Arrays.equals(found.get(), row.value())) {
            index.orElseThrow().contradiction("the tree of the ledger's " + tree.size() + " leaves is another");
        }
    }

    private void entry(byte[] leaf, byte[] detail, long leafAt, long detailAt) {
        long number = tree.size();
        tree.add(leaf);
        List<String> subjects = List.of();
        try {
            ObjectNode json = Json.canonicalObject(leaf);
            subjects = subjects(json);
            commitment(json, detail, number);
        } catch (MalformedException e) {
            whole = false;
            listener.finding(new Finding(
                    Sort.DAMAGED, "ledger", "entry " + number + ", leaf at " + leafAt + ": " + e.getMessage()));
            return;
        }
        if (index.isPresent()) {
            place(number, subjects, leafAt, detailAt);
        }
    }

    private static List<String> subjects(ObjectNode leaf) {
        if (Json.number(leaf, "schema") != 1) {
            throw new MalformedException("its schema is not 1");
        }
        Json.time(leaf, "at");
        Json.text(leaf, "deed");
        Json.text(leaf, "id");
        Json.text(leaf, "unit");
        List<String> subjects = new ArrayList<>();
        for (JsonNode subject : leaf.path("subjects")) {
            if (!subject.isTextual()) {
                throw new MalformedException("its \"subjects\" are not all texts");
            }
            subjects.add(subject.textValue());
        }
        return subjects;
    }

    private static void commitment(ObjectNode leaf, byte[] detail, long number) {
        Fields in = new Fields(detail);
        long found = in.i64();
        if (found != number) {
            throw new MalformedException("its details are those of entry " + found);
        }
        ObjectNode json = Json.canonicalObject(in.bytes());
        in.end();
        byte[] salt;
        try {
            salt = Base64.getDecoder().decode(Json.text(json, "salt"));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("the salt of its details is no base64");
        }
        String committed = Digests.hex(Digests.of(salt, Json.canonical(json.path("value"))));
        if (!committed.equals(Json.text(leaf, "details"))) {
            throw new MalformedException("its details are not those that the leaf is committed to");
        }
    }

    private void place(long number, List<String> subjects, long leafAt, long detailAt) {
        Index rows = index.orElseThrow();
        Fields.Expected place = new Fields.Expected().u8(1).i32(subjects.size());
        subjects.forEach(place::text);
        place.i64(leafAt).i64(detailAt);
        String what = "the place of entry " + number;
        rows.expect("entries", new Fields.Expected().i64(number).value(), place.value(), what);
        for (String subject : new LinkedHashSet<>(subjects)) {
            subjectRows++;
            byte[] key = new Fields.Expected().keyText(subject).i64(number).value();
            rows.expect("entry_subjects", key, NOTHING, "a subject of entry " + number);
        }
    }

    long entries() {
        return tree.size();
    }

    String root() {
        return Digests.hex(tree.root());
    }
}
