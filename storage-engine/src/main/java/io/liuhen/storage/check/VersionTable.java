package io.liuhen.storage.check;

import io.liuhen.storage.check.Finding.Sort;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** A part of all documents, to see that no version of any is missing. Not thread-safe. */
final class VersionTable {
    private final int pass;
    private final int passes;
    private final CheckListener listener;

    /** Document → its versions without a gap so far, and a mark of the last one's content. */
    private final Table heads = new Table();

    /** Versions that came before the one that they follow: few, and not for long. */
    private final Map<String, TreeSet<Integer>> early = new HashMap<>();

    private long distinct;

    VersionTable(int pass, int passes, CheckListener listener) {
        this.pass = pass;
        this.passes = passes;
        this.listener = listener;
    }

    void add(Version version, String where) {
        String named = version.kind() + " " + version.id();
        Table.Name name = Table.name(version.kind() + '\0' + version.id());
        if (Math.floorMod(name.high() ^ name.low(), passes) != pass) {
            return;
        }
        long mark = ByteBuffer.wrap(Digests.of(version.row())).getLong();
        long newest = heads.number(name);
        if (version.number() == newest + 1) {
            distinct++;
            long next = following(named, newest + 1);
            // Of a version that had come early the content was not kept.
            heads.put(name, next, next == version.number() ? mark : 0);
        } else if (version.number() > newest) {
            if (early.computeIfAbsent(named, key -> new TreeSet<>()).add(version.number())) {
                distinct++;
            }
        } else if (version.number() == newest && heads.mark(name) != 0 && heads.mark(name) != mark) {
            listener.finding(new Finding(
                    Sort.CONTRADICTORY, where, version.named() + " stands in the journal with two contents"));
        }
    }

    private long following(String named, long from) {
        long newest = from;
        TreeSet<Integer> waiting = early.get(named);
        while (waiting != null && waiting.remove(Math.toIntExact(newest + 1))) {
            newest++;
        }
        if (waiting != null && waiting.isEmpty()) {
            early.remove(named);
        }
        return newest;
    }

    /** Finds fault with what is still waiting for a version before it. */
    void finish() {
        early.forEach((named, waiting) -> listener.finding(new Finding(
                Sort.MISSING,
                "journal",
                "document " + named + " has a version " + waiting.first() + ", but not all before it")));
    }

    /** How many versions there were, each counted once. */
    long distinct() {
        return distinct;
    }
}
