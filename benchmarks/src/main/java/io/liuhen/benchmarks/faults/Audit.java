package io.liuhen.benchmarks.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
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
    private static final int OK = 200;
    private static final Duration DEFINITE_WITHIN = Duration.ofSeconds(30);

    /** A damaged original cuts the line in the middle of an answer, each time. */
    private static final Duration SURVEY_WITHIN = Duration.ofSeconds(1);

    private final Line line;
    private final Ledger ledger;
    private final Contents contents;
    private final Random random;
    private final Set<String> segmentsRead = new HashSet<>();
    private int versionsSeen;
    private Duration definiteWithin = DEFINITE_WITHIN;

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
     * @throws SilentException where the server does not answer
     */
    String compare(boolean all) throws InterruptedException {
        // Before anything is asked: what is told while this runs is not expected yet.
        List<Upload> uploads = new ArrayList<>(ledger.uploads());
        List<Ledger.Version> versions = ledger.versions();
        int open = 0;
        int segments = 0;
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
        int firstVersion = all ? 0 : versionsSeen;
        for (Ledger.Version version : versions.subList(firstVersion, versions.size())) {
            version(version);
        }
        versionsSeen = versions.size();
        return open + " open uploads, " + segments + " segments, " + (versions.size() - firstVersion)
                + " versions, custody log of " + ledger.rootSize();
    }

    /**
     * Compares everything of a store that was damaged on purpose: what is the same, what the server refuses to give, and
     * what it gives although it is another thing than was told.
     */
    String survey() throws InterruptedException {
        definiteWithin = SURVEY_WITHIN;
        Survey survey = new Survey();
        for (Upload upload : ledger.uploads()) {
            if (upload.sealed()) {
                survey.look(() -> segment(upload));
            } else {
                survey.look(() -> offset(upload));
            }
        }
        for (Ledger.Version version : ledger.versions()) {
            survey.look(() -> version(version));
        }
        definiteWithin = DEFINITE_WITHIN;
        return survey.result();
    }

    private Answer ask(String path) throws InterruptedException {
        return line.ask(path, definiteWithin);
    }

    /** By GET, which takes nothing over from a client that is sending. */
    private void offset(Upload upload) throws InterruptedException {
        Answer answer = ask(upload.path());
        if (answer.status() != OK || answer.offset() < upload.acknowledged()) {
            throw new FindingException(upload + " is now " + answer.offset() + ": " + answer.summary());
        }
    }

    private void segment(Upload upload) throws InterruptedException {
        Answer content = ask(upload.segment() + "/content");
        if (content.status() != OK || !Arrays.equals(content.body(), contents.bytes(upload.number()))) {
            throw new FindingException("sealed, and not what was sent: " + upload + ": " + content.summary());
        }
        String sha256 = Contents.sha256(content.body());
        JsonNode manifest = ask(upload.segment() + "/manifest").json();
        if (!manifest.path("sha256").asText().equals(sha256)
                || manifest.path("length").asLong() != upload.length()) {
            throw new FindingException("the manifest of " + upload + " is " + manifest);
        }
        custody(upload, sha256);
        segmentsRead.add(upload.id());
    }

    /** Every entry that was told is where it was, and the seal is among them. */
    private void custody(Upload upload, String sha256) throws InterruptedException {
        for (int tries = 0; tries < NUMBERING_TRIES; tries++) {
            Answer answer = ask("/custody?subject=" + upload.id());
            if (answer.status() != OK) {
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
                ledger.leaf(entry.path("number").asLong(), entry.path("leaf").toString());
                sealed |= entry.at("/leaf/deed").asText().equals("sealed")
                        && entry.at("/leaf/facts/sha256").asText().equals(sha256);
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
        Answer answer = ask("/recordings/" + told.recording() + "/versions");
        for (JsonNode version : answer.json().path("versions")) {
            boolean same = version.path("version").asInt() == told.number();
            if (same && version.at("/metadata/objectOfProof").asText().equals(told.objectOfProof())) {
                return;
            }
        }
        throw new FindingException(told + " is not among " + answer.summary());
    }
}
