package io.liuhen.benchmarks.index;

import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.EntryIndex;
import io.liuhen.storage.index.EntryIndex.Place;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.Index;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.NewJob;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Does to an index what the server does for one upload after another, in the server's order: create, claim, a commit
 * every 32 MiB, seal, the four jobs, the scrubber's first look, the sequencer's and the journal's part after each, and a
 * person who completes the recording. Journal and ledger files are left out. Confined to one thread.
 */
final class Uploading {
    /** As {@code Committer} does it. */
    static final long COMMIT_BYTES = 32L << 20;

    static final List<String> JOBS = List.of("verify", "probe", "poster", "proxy");
    static final Duration LEASE = Duration.ofHours(12);
    static final int PRIORITY = 5;

    /** Bytes of the journal for each of its records, about. */
    private static final int RECORD_BYTES = 900;

    private final Index index;
    private final Archive archive;
    private final Papers papers;
    private long next;
    private long leaves;

    /** Goes on where the index ends. */
    Uploading(Index index, Archive archive) {
        this.index = index;
        this.archive = archive;
        this.papers = new Papers(archive);
        leaves = index.entries().tree().sizeLeaves();
        next = leaves / Archive.ENTRIES_PER_RECORDING * Archive.SEGMENTS_PER_RECORDING;
    }

    /** Segments that the index holds now. */
    long count() {
        return next;
    }

    /** Uploads so many segments; whole recordings only. */
    void upload(int segments) {
        if (segments % Archive.SEGMENTS_PER_RECORDING != 0) {
            throw new IllegalArgumentException(segments + " segments are not whole recordings");
        }
        for (int i = 0; i < segments; i++) {
            upload(next++);
        }
    }

    private void upload(long segment) {
        SegmentId id = Archive.id(segment);
        long recording = Archive.recordingOf(segment);
        List<String> both = List.of(id.toString(), Archive.recording(recording));
        List<Document> documents = new ArrayList<>();
        if (segment % Archive.SEGMENTS_PER_RECORDING == 0) {
            documents.add(papers.recording(recording, 1));
            documents.add(papers.take(recording));
        }
        documents.add(Papers.member(segment));
        settle(index.uploads()
                .create(
                        papers.upload(segment),
                        new Facts(documents, List.of(papers.entry("created", segment, both)), List.of())));
        UploadRow claimed = index.uploads().claim(id).orElseThrow();
        commitBlocks(segment, claimed);
        seal(segment, claimed, both);
        JOBS.forEach(kind -> run(kind, segment));
        look(segment);
        if (segment % Archive.SEGMENTS_PER_RECORDING == Archive.SEGMENTS_PER_RECORDING - 1) {
            settle(index.documents()
                    .record(Facts.of(papers.recording(recording, 2))
                            .and(Facts.of(papers.entry(
                                    "metadata-changed", segment, List.of(Archive.recording(recording)))))));
        }
    }

    private void commitBlocks(long segment, UploadRow upload) {
        long length = archive.lengthBytes();
        for (long from = 0; from < length; from += COMMIT_BYTES) {
            long to = Math.min(length, from + COMMIT_BYTES);
            int first = (int) (from / BlockChecksums.BLOCK_BYTES);
            int whole = (int) (to / BlockChecksums.BLOCK_BYTES);
            boolean within = to % BlockChecksums.BLOCK_BYTES != 0;
            boolean done = index.uploads()
                    .commit(
                            upload.id(),
                            upload.epoch(),
                            from,
                            to,
                            first,
                            Archive.checksums(segment, first, whole - first),
                            within ? Archive.checksums(segment, whole, 1) : BlockChecksums.none(),
                            Archive.createdAt(segment));
            if (!done) {
                throw new IllegalStateException("overtaken at " + to + " of segment " + segment);
            }
        }
    }

    private void seal(long segment, UploadRow upload, List<String> subjects) {
        SegmentRow row = papers.sealed(segment);
        int whole = (int) (archive.lengthBytes() / BlockChecksums.BLOCK_BYTES);
        boolean within = archive.lengthBytes() % BlockChecksums.BLOCK_BYTES != 0;
        settle(index.uploads()
                .seal(
                        upload.epoch(),
                        row,
                        within ? Archive.checksums(segment, whole, 1) : BlockChecksums.none(),
                        new Facts(
                                List.of(),
                                List.of(papers.entry("sealed", segment, subjects)),
                                List.of(job("verify", segment)))));
    }

    private static NewJob job(String kind, long segment) {
        return new NewJob(new JobKey(kind, Archive.id(segment)), PRIORITY, Archive.sealedAt(segment));
    }

    private void run(String kind, long segment) {
        Instant now = Archive.sealedAt(segment);
        JobRow lease = index.jobs().take(kind, 1, now, now.plus(LEASE)).get(0);
        List<NewJob> follow = switch (kind) {
            case "verify" -> List.of(job("probe", segment));
            case "probe" -> List.of(job("poster", segment), job("proxy", segment));
            default -> List.of();
        };
        settle(index.jobs()
                .finish(
                        lease,
                        new Facts(
                                List.of(papers.report(kind, segment)),
                                List.of(papers.entry(
                                        kind,
                                        segment,
                                        List.of(lease.key().subject().toString()))),
                                follow)));
    }

    /** What the scrubber does: it asks what is next, and records that it was intact, which is known already. */
    private void look(long segment) {
        if (index.fixity().due(1).isEmpty()) {
            throw new IllegalStateException("nothing is to be read again");
        }
        // Nothing for journal and sequencer.
        Commit commit = index.fixity().looked(Archive.id(segment), Archive.lookedAt(segment), true, Facts.none());
        if (!(commit instanceof Commit.Done)) {
            throw new IllegalStateException("not done: " + commit);
        }
    }

    /** What journal and sequencer do in the index after a commit. */
    private void settle(Commit commit) {
        if (!(commit instanceof Commit.Done done)) {
            throw new IllegalStateException("not done: " + commit);
        }
        done.journal()
                .ifPresent(record -> index.journal()
                        .written(record.number(), index.journal().end().orElse(0) + RECORD_BYTES));
        List<Place> places = new ArrayList<>();
        for (EntryIndex.Pending pending : index.entries().pending(1_000)) {
            places.add(new Place(
                    pending.ticket(),
                    leaves,
                    pending.entry().subjects(),
                    Archive.leafPosition(leaves),
                    Archive.detailsPosition(leaves)));
            leaves++;
        }
        index.entries().sequenced(places, Archive.tree(leaves));
    }

    /** Where the journal ends after so many segments. */
    static long journalEnd(long segments) {
        long records = segments * (1 + JOBS.size()) + segments / Archive.SEGMENTS_PER_RECORDING;
        return records * RECORD_BYTES;
    }
}
