package io.liuhen.benchmarks.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Holds the server against the ledger, while clients go on. Confined to one thread. */
final class Audit {
    private static final int SAMPLE = 5;
    private static final int NUMBERING_TRIES = 400;

    private final Line line;
    private final Ledger ledger;
    private final Contents contents;
    private final Random random;
    private final Set<String> segmentsRead = new HashSet<>();
    private int versionsSeen;

    Audit(Line line, Ledger ledger, Contents contents, Random random) {
        this.line = line;
        this.ledger = ledger;
        this.contents = contents;
        this.random = random;
    }

    /**
     * Compares.
     *
     * @param all everything that was ever told, not only what is new and a sample of the old
     * @return what was compared
     * @throws FindingException at the first difference
     */
    String compare(boolean all) throws InterruptedException {
        // Before the ledger is read: what is told while this runs is not expected yet.
        List<Upload> uploads = new ArrayList<>(ledger.uploads());
        List<Ledger.Version> versions = ledger.versions();
        int open = 0;
        int segments = 0;
        int changes = 0;
        Collections.shuffle(uploads, random);
        int sample = SAMPLE;
        for (Upload upload : uploads) {
            if (!upload.sealed()) {
                offset(upload);
                open++;
            } else if (all || !segmentsRead.contains(upload.id()) || sample-- > 0) {
                segment(upload);
                segments++;
            }
        }
        for (Ledger.Version version : versions.subList(all ? 0 : versionsSeen, versions.size())) {
            version(version);
            changes++;
        }
        versionsSeen = versions.size();
        return open + " open uploads, " + segments + " segments, " + changes + " versions, custody log of "
                + ledger.rootSize();
    }

    /** By GET, which takes nothing over from a client that is sending. */
    private void offset(Upload upload) throws InterruptedException {
        Answer answer = line.ask(upload.path());
        if (answer.status() != 200 || answer.offset() < upload.acknowledged()) {
            throw new FindingException(upload + " is now " + answer.offset() + ": " + answer.summary());
        }
    }

    private void segment(Upload upload) throws InterruptedException {
        Answer content = line.ask(upload.segment() + "/content");
        if (content.status() != 200 || !Arrays.equals(content.body(), contents.bytes(upload.number()))) {
            throw new FindingException("sealed, and not what was sent: " + upload + ": " + content.summary());
        }
        custody(upload);
        segmentsRead.add(upload.id());
    }

    /** Every entry that was told is where it was, and the seal is among them. */
    private void custody(Upload upload) throws InterruptedException {
        for (int tries = 0; tries < NUMBERING_TRIES; tries++) {
            Answer answer = line.ask("/custody?subject=" + upload.id());
            if (answer.status() != 200) {
                throw new FindingException("the custody log of " + upload + " is answered " + answer.summary());
            }
            JsonNode json = answer.json();
            long size = json.at("/log/size").asLong();
            if (size < ledger.rootSize()) {
                throw new FindingException("the custody log has " + size + " entries, had " + ledger.rootSize());
            }
            ledger.root(size, json.at("/log/root").asText());
            boolean sealed = false;
            for (JsonNode entry : json.path("entries")) {
                ledger.leaf(entry.path("number").asLong(), entry.at("/leaf/id").asText());
                sealed |= entry.at("/leaf/deed").asText().equals("sealed");
            }
            if (sealed) {
                return;
            }
            // Entries are numbered a moment after their fact.
            TimeUnit.MILLISECONDS.sleep(25);
        }
        throw new FindingException("the custody log does not tell that " + upload + " was sealed");
    }

    private void version(Ledger.Version told) throws InterruptedException {
        Answer answer = line.ask("/recordings/" + told.recording() + "/versions");
        for (JsonNode version : answer.json().path("versions")) {
            if (version.path("version").asInt() == told.number()) {
                String now = version.at("/metadata/objectOfProof").asText();
                if (now.equals(told.objectOfProof())) {
                    return;
                }
            }
        }
        throw new FindingException(told + " is not among " + answer.summary());
    }
}
