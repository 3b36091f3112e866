package io.liuhen.benchmarks.index;

import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.DocumentIndex.Hit;
import io.liuhen.storage.index.DocumentIndex.Order;
import io.liuhen.storage.index.DocumentIndex.Query;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.Index;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.Term;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.LongToIntFunction;

/**
 * Everything that the server asks the index for, each time about another segment, drawn from the whole archive. Every
 * answer is checked: what must be found is found, and as much of it as there is.
 */
final class Questions {
    /** What the server looks up at once when it lists recordings. */
    private static final int PAGE = 200;

    private static final int SEGMENTS_PAGE = 50;

    private final Index index;
    private final Papers papers;
    private final long segments;
    private final long recordings;
    private final Map<String, Question> questions = new LinkedHashMap<>();

    private record Question(LongToIntFunction ask, LongToIntFunction expected) {}

    /** @param segments how many the index holds */
    Questions(Index index, Archive archive, long segments) {
        this.index = index;
        this.papers = new Papers(archive);
        this.segments = segments;
        this.recordings = segments / Archive.SEGMENTS_PER_RECORDING;
        segments();
        documents();
        ledgerAndJobs();
        recordings("newest first", Order.NEWEST_FIRST);
        recordings("oldest first", Order.OLDEST_FIRST);
        sealedSegments();
    }

    /** Asks each question so often. */
    List<Latencies> ask(int times) {
        List<Latencies> answers = new ArrayList<>();
        try (CoreWait waiting = CoreWait.ofThisThread()) {
            questions.forEach((name, question) -> answers.add(ask(name, question, waiting, times)));
        }
        return answers;
    }

    private Latencies ask(String name, Question question, CoreWait waiting, int times) {
        SplittableRandom random = new SplittableRandom(name.hashCode());
        long[] wall = new long[times];
        long[] waited = new long[times];
        for (int i = -times / 10; i < times; i++) {
            long segment = random.nextLong(segments);
            long waitedBefore = waiting.nanos();
            long start = System.nanoTime();
            int found = question.ask().applyAsInt(segment);
            long took = System.nanoTime() - start;
            long waitedAfter = waiting.nanos();
            int expected = question.expected().applyAsInt(segment);
            if (found != expected) {
                throw new IllegalStateException(
                        name + ": " + found + " answers instead of " + expected + " about segment " + segment);
            }
            if (i >= 0) {
                wall[i] = took;
                waited[i] = waitedAfter - waitedBefore;
            }
        }
        return new Latencies(name, wall, waited);
    }

    private void lookup(String name, int found, LongToIntFunction ask) {
        questions.put(name, new Question(ask, segment -> found));
    }

    private static int one(Optional<?> found) {
        return found.isPresent() ? 1 : 0;
    }

    private void segments() {
        lookup("segment", 1, segment -> one(index.uploads().segment(Archive.id(segment))));
        lookup("segment, none", 0, segment -> one(index.uploads().segment(none(segment))));
        lookup(
                "upload of a sealed segment, none",
                0,
                segment -> one(index.uploads().upload(Archive.id(segment))));
        lookup(
                "checksum of one block",
                1,
                segment -> index.uploads()
                        .blocks(Archive.id(segment), (int) (segment % 80), 1)
                        .count());
    }

    /** An id among the others that nobody has. */
    private static SegmentId none(long segment) {
        UUID near = Archive.id(segment).uuid();
        return new SegmentId(new UUID(near.getMostSignificantBits(), near.getLeastSignificantBits() ^ 1));
    }

    private void documents() {
        lookup("recording", 1, segment -> newest("recording", Archive.recording(Archive.recordingOf(segment))));
        lookup(
                "recording, none",
                0,
                segment -> newest("recording", none(segment).toString()));
        lookup(
                "recording, all versions",
                2,
                segment -> index.documents()
                        .versions(new DocumentKey("recording", Archive.recording(Archive.recordingOf(segment))))
                        .size());
        lookup(
                "take",
                1,
                segment -> newest(
                        "take", papers.take(Archive.recordingOf(segment)).key().id()));
        lookup(
                "take, none",
                0,
                segment -> newest("take", papers.archive().digest(segment).toString()));
        lookup("media report", 1, segment -> newest("media", Archive.id(segment).toString()));
    }

    private int newest(String kind, String id) {
        return one(index.documents().newest(new DocumentKey(kind, id)));
    }

    private void ledgerAndJobs() {
        lookup("ledger entry", 1, segment -> one(index.entries().place(Archive.firstEntry(segment))));
        lookup("job", 1, segment -> one(index.jobs().job(new JobKey("proxy", Archive.id(segment)))));
        lookup(
                "jobs of a segment",
                4,
                segment -> index.jobs().about(Archive.id(segment)).size());
        lookup(
                "job that is due, none",
                0,
                segment -> index.jobs()
                        .take("verify", 1, Archive.createdAt(2 * segments), Archive.createdAt(3 * segments))
                        .size());
        lookup(
                "segment to be read again next",
                1,
                segment -> index.fixity().due(1).size());
        lookup("jobs queued, none", 0, segment -> index.jobs().queued().size());
        lookup(
                "entries without a number, none",
                0,
                segment -> index.entries().pending(100).size());
        lookup(
                "custody of a segment",
                Archive.ENTRIES_PER_SEGMENT,
                segment -> index.entries()
                        .about(Archive.id(segment).toString(), 0, PAGE)
                        .size());
        lookup(
                "custody of a recording",
                2 * Archive.SEGMENTS_PER_RECORDING + 1,
                segment -> index.entries()
                        .about(Archive.recording(Archive.recordingOf(segment)), 0, PAGE)
                        .size());
    }

    private void recordings(String order, Order by) {
        list("recordings, " + order, segment -> PAGE, segment -> all("recording", Optional.empty(), by));
        list("recordings, from the middle, " + order, segment -> PAGE, segment -> {
            Instant middle = Archive.madeAt(recordings / 4 + Archive.recordingOf(segment) / 2);
            return index.documents()
                    .find(new Query(
                            "recording",
                            Papers.terms().all(),
                            by == Order.OLDEST_FIRST ? Optional.of(middle) : Optional.empty(),
                            by == Order.NEWEST_FIRST ? Optional.of(middle) : Optional.empty(),
                            Optional.empty(),
                            PAGE,
                            by))
                    .hits();
        });
        list(
                "recordings of a device, " + order,
                segment -> carriers(Archive.recordingOf(segment) % Archive.DEVICES, Archive.DEVICES),
                segment -> find("recording", "device", Archive.device(Archive.recordingOf(segment)), by));
        list(
                "recordings of a maker, " + order,
                segment -> Math.min(PAGE, made(Archive.recordingOf(segment) % Archive.MAKERS)),
                segment -> find("recording", "maker", Archive.maker(Archive.recordingOf(segment)), by));
        list(
                "recordings of a case, " + order,
                segment -> ofCase(Archive.recordingOf(segment)),
                segment -> find("recording", "case", Archive.lawCase(Archive.recordingOf(segment)), by));
        list(
                "recordings of a party, none, " + order,
                segment -> 0,
                segment -> find("recording", "party", Archive.lawCase(Archive.recordingOf(segment)), by));
        list("segments, " + order, segment -> PAGE, segment -> all(Facts.SEGMENT, Optional.empty(), by));
        // A cursor is a place, not a row: any hit's will do.
        Optional<String> cursor =
                Optional.of(all(Facts.SEGMENT, Optional.of(Archive.sealedAt(segments / 2)), Order.OLDEST_FIRST)
                        .get(0)
                        .cursor());
        list(
                "segments, with a cursor, " + order,
                segment -> PAGE,
                segment -> index.documents()
                        .find(new Query(
                                Facts.SEGMENT,
                                Papers.terms().all(),
                                Optional.empty(),
                                Optional.empty(),
                                cursor,
                                PAGE,
                                by))
                        .hits());
    }

    private void sealedSegments() {
        list(
                "segments with a digest, one",
                segment -> 1,
                segment -> find(Facts.SEGMENT, papers.sha256(segment), Optional.empty(), Order.OLDEST_FIRST));
        list(
                "segments with a digest, none",
                segment -> 0,
                segment -> find(
                        Facts.SEGMENT,
                        Papers.terms()
                                .of("sha256", papers.take(segment / 8).key().id()),
                        Optional.empty(),
                        Order.OLDEST_FIRST));
        list(
                "segments of a recording",
                segment -> Archive.SEGMENTS_PER_RECORDING,
                segment -> find(
                        "member", "recording", Archive.recording(Archive.recordingOf(segment)), Order.OLDEST_FIRST));
        lookup(
                "segments with their facts, " + SEGMENTS_PAGE,
                SEGMENTS_PAGE,
                segment -> index.uploads()
                        .segments(Optional.of(Archive.id(segment / 2)), SEGMENTS_PAGE)
                        .size());
        lookup(
                "open uploads, none",
                0,
                segment -> index.uploads().openUploads(Optional.empty(), PAGE).size());
    }

    private interface Listing {
        List<Hit> hits(long segment);
    }

    private void list(String name, LongToIntFunction expected, Listing listing) {
        questions.put(
                name,
                new Question(
                        segment -> listing.hits(segment).size(),
                        segment -> Math.min(PAGE, expected.applyAsInt(segment))));
    }

    private List<Hit> find(String kind, String name, String value, Order by) {
        return find(kind, Papers.terms().of(name, value), Optional.empty(), by);
    }

    private List<Hit> all(String kind, Optional<Instant> around, Order by) {
        return find(kind, Papers.terms().all(), around, by);
    }

    private List<Hit> find(String kind, Term term, Optional<Instant> from, Order by) {
        return index.documents()
                .find(new Query(kind, term, from, Optional.empty(), Optional.empty(), PAGE, by))
                .hits();
    }

    /** How many recordings there are at every so manyth place from this one on. */
    private int carriers(long first, long step) {
        return (int) ((recordings - first + step - 1) / step);
    }

    private int made(long maker) {
        int second = maker == 0 ? carriers(Archive.MAKERS - 1, Archive.MAKERS) : carriers(maker - 1, Archive.MAKERS);
        return carriers(maker, Archive.MAKERS) + second;
    }

    private int ofCase(long recording) {
        long first = recording / Archive.RECORDINGS_PER_CASE * Archive.RECORDINGS_PER_CASE;
        return (int) Math.min(Archive.RECORDINGS_PER_CASE, recordings - first);
    }
}
