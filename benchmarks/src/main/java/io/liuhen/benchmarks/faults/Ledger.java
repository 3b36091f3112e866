package io.liuhen.benchmarks.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Everything that the server has told its clients, in memory and, one line each and at once, in a file. What is told
 * later must agree with it; what does not is a finding. Thread-safe.
 */
final class Ledger {
    /** A version of a recording's metadata: what a person has said, and the server has confirmed. */
    record Version(String recording, int number, String objectOfProof) {}

    private final Writer file;
    private final Map<String, Upload> uploads = new LinkedHashMap<>();
    private final Deque<String> parked = new ArrayDeque<>();
    private final List<Version> versions = new ArrayList<>();
    private final TreeMap<Long, String> roots = new TreeMap<>();
    private final Map<Long, String> leaves = new HashMap<>();
    private final List<String> findings = new ArrayList<>();
    private long acknowledgedBytes;
    private long acknowledgements;
    private boolean closed;

    Ledger(Writer file) {
        this.file = file;
    }

    /** A tus upload exists; its client parks it when it leaves it. */
    synchronized void opened(int number, String id, int length) {
        acknowledged("opened " + number + " " + id + " " + length);
        uploads.put(id, new Upload(number, id, length, 0));
    }

    /** The upload's offset, as the server said it; may never go back. */
    synchronized Upload offset(String id, long offset) {
        Upload before = uploads.get(id);
        if (before == null || offset < before.acknowledged() || offset > before.length()) {
            throw new FindingException("upload " + id + " is told to be at " + offset + "; its client knew " + before);
        }
        if (offset > before.acknowledged()) {
            acknowledged("offset " + id + " " + offset);
            acknowledgedBytes += offset - before.acknowledged();
        }
        Upload now = new Upload(before.number(), id, before.length(), offset);
        uploads.put(id, now);
        return now;
    }

    /** A file that was sent in one request is sealed. */
    synchronized void sealed(int number, String id, int length) {
        if (!uploads.containsKey(id)) {
            uploads.put(id, new Upload(number, id, length, 0));
        }
        offset(id, length);
    }

    /** Leaves an upload, for whoever takes it up. */
    synchronized void park(String id) {
        parked.addLast(id);
    }

    synchronized Optional<Upload> unpark() {
        return Optional.ofNullable(parked.pollFirst()).map(uploads::get);
    }

    synchronized int parkedCount() {
        return parked.size();
    }

    synchronized void version(Version version) {
        acknowledged("version " + version.recording() + " " + version.number() + " " + version.objectOfProof());
        versions.add(version);
    }

    /** Size and root of the custody log, as told: one size has one root for ever. */
    synchronized void root(long size, String root) {
        String before = closed ? roots.getOrDefault(size, root) : roots.putIfAbsent(size, root);
        if (before == null) {
            acknowledged("root " + size + " " + root);
        } else if (!before.equals(root)) {
            throw new FindingException("the custody log of " + size + " leaves has another root than it had");
        }
    }

    /** An entry of the custody log: it stays as it is, under its number. */
    synchronized void leaf(long number, String leaf) {
        String before = closed ? leaves.getOrDefault(number, leaf) : leaves.putIfAbsent(number, leaf);
        if (before == null) {
            acknowledged("leaf " + number + " " + leaf);
        } else if (!before.equals(leaf)) {
            throw new FindingException("entry " + number + " of the custody log was " + before + ", is " + leaf);
        }
    }

    private void acknowledged(String line) {
        acknowledgements++;
        write(line);
    }

    private void write(String line) {
        try {
            file.write(line + "\n");
            file.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * From now on nothing new is noted: copies of the store are looked at, each of which goes on in its own way from what
     * was told so far.
     */
    synchronized void close() {
        closed = true;
    }

    synchronized void finding(String text) {
        findings.add(text);
        write("FINDING " + text);
    }

    synchronized List<String> findings() {
        return List.copyOf(findings);
    }

    synchronized Collection<Upload> uploads() {
        return List.copyOf(uploads.values());
    }

    synchronized List<Version> versions() {
        return List.copyOf(versions);
    }

    synchronized Map<Long, String> roots() {
        return new TreeMap<>(roots);
    }

    /** The longest custody log that was told of; 0 before any. */
    synchronized long rootSize() {
        return roots.isEmpty() ? 0 : roots.lastKey();
    }

    synchronized long acknowledgedBytes() {
        return acknowledgedBytes;
    }

    synchronized long acknowledgements() {
        return acknowledgements;
    }
}
