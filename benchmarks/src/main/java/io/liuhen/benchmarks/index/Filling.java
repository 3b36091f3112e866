package io.liuhen.benchmarks.index;

import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.index.EntryIndex.Place;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.Term;
import io.liuhen.storage.rocks.BulkLoad;
import io.liuhen.storage.rocks.BulkLoad.Blocks;
import io.liuhen.storage.rocks.BulkLoad.Carrier;
import io.liuhen.storage.rocks.BulkLoad.Look;
import io.liuhen.storage.rocks.BulkLoad.Mention;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Fills an index with the first so many segments of the archive: row by row what {@link Uploading} would have left. */
final class Filling {
    private static final int THREADS = 2;

    private final Archive archive;
    private final Papers papers;
    private final long segments;
    private final long recordings;

    Filling(Archive archive, long segments) {
        this.archive = archive;
        this.papers = new Papers(archive);
        this.segments = segments;
        this.recordings = segments / Archive.SEGMENTS_PER_RECORDING;
    }

    /** Fills a new index in this folder. */
    void fill(Path folder, Durability durability) {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (BulkLoad load = BulkLoad.into(folder, durability)) {
            List<Future<?>> running = new ArrayList<>();
            ranges(load).forEach(range -> running.add(threads.submit(range)));
            for (Future<?> range : running) {
                range.get();
            }
            load.ends(Archive.tree(recordings * Archive.ENTRIES_PER_RECORDING), Uploading.journalEnd(segments));
            load.lastIntact(Archive.lookedAt(segments - 1));
        } catch (InterruptedException | ExecutionException e) {
            throw new CompletionException(e);
        } finally {
            threads.shutdown();
        }
    }

    /** The largest first: the end then finds both threads busy. */
    private List<Runnable> ranges(BulkLoad load) {
        List<Runnable> ranges = new ArrayList<>();
        ranges.add(() -> load.documents(each(segment -> papers.report("probe", segment))));
        ranges.add(() -> load.segments(each(papers::sealed)));
        ranges.add(() -> load.looks(each(segment -> new Look(Archive.id(segment), Archive.lookedAt(segment)))));
        ranges.add(() -> load.documents(LongStream.range(0, recordings)
                .boxed()
                .flatMap(recording -> Stream.of(papers.recording(recording, 1), papers.recording(recording, 2)))));
        for (String kind : List.of("proxy", "poster", "verify")) {
            ranges.add(() -> load.documents(each(segment -> papers.report(kind, segment))));
        }
        ranges.add(() -> load.documents(each(Papers::member)));
        ranges.add(() -> load.documents(archive.recordings()
                .inOrder()
                .filter(recording -> recording < recordings)
                .mapToObj(papers::take)));
        ranges.add(() -> load.blocks(LongStream.range(0, segments).boxed().flatMap(this::blocks)));
        ranges.add(() -> load.mentions(LongStream.range(0, recordings).boxed().flatMap(Filling::mentions)));
        ranges.add(() ->
                load.places(LongStream.range(0, recordings).boxed().flatMap(recording -> places(recording).stream())));
        for (String kind : Uploading.JOBS) {
            ranges.add(() -> load.settledJobs(each(segment -> settled(kind, segment))));
        }
        ranges.add(() -> load.terms(segmentTerms(LongStream.range(0, segments), "all", papers)));
        ranges.add(() -> load.terms(
                segmentTerms(archive.segments().inOrder().filter(segment -> segment < segments), "sha256", papers)));
        ranges.add(() -> load.terms(segmentTerms(byDevice(), "same", papers)));
        ranges.add(() -> load.terms(each(Filling::member)));
        ranges.add(() -> load.terms(recordingTerms(LongStream.range(0, recordings), 0)));
        ranges.add(() -> load.terms(recordingTerms(recordingsByDevice(), 1)));
        ranges.add(() -> load.terms(recordingTerms(LongStream.range(0, recordings), 2)));
        ranges.add(() -> load.terms(LongStream.range(0, Archive.MAKERS).boxed().flatMap(this::made)));
        ranges.add(() -> load.terms(recordingTerms(LongStream.range(0, recordings), 5)));
        return ranges;
    }

    private <T> Stream<T> each(LongFunction<T> row) {
        return LongStream.range(0, segments).mapToObj(row);
    }

    private Stream<Blocks> blocks(long segment) {
        List<Blocks> rows = new ArrayList<>();
        int whole = (int) (archive.lengthBytes() / BlockChecksums.BLOCK_BYTES);
        int step = (int) (Uploading.COMMIT_BYTES / BlockChecksums.BLOCK_BYTES);
        for (int first = 0; first < whole; first += step) {
            rows.add(blocks(segment, first, Math.min(step, whole - first)));
        }
        if (archive.lengthBytes() % BlockChecksums.BLOCK_BYTES != 0) {
            rows.add(blocks(segment, whole, 1));
        }
        return rows.stream();
    }

    private static Blocks blocks(long segment, int first, int count) {
        return new Blocks(Archive.id(segment), first, Archive.checksums(segment, first, count));
    }

    private static JobRow settled(String kind, long segment) {
        return new JobRow(
                new JobKey(kind, Archive.id(segment)),
                JobRow.State.DONE,
                Uploading.PRIORITY,
                Archive.sealedAt(segment).plus(Uploading.LEASE),
                0,
                1,
                2,
                "");
    }

    /** All entries about a recording and its segments, in the order of their numbers. */
    private static List<Place> places(long recording) {
        List<Place> places = new ArrayList<>();
        String about = Archive.recording(recording);
        long first = recording * Archive.SEGMENTS_PER_RECORDING;
        for (long segment = first; segment < first + Archive.SEGMENTS_PER_RECORDING; segment++) {
            String id = Archive.id(segment).toString();
            for (int i = 0; i < Archive.ENTRIES_PER_SEGMENT; i++) {
                // Created and sealed are about both.
                places.add(place(Archive.firstEntry(segment) + i, i < 2 ? List.of(id, about) : List.of(id)));
            }
        }
        places.add(place((recording + 1) * Archive.ENTRIES_PER_RECORDING - 1, List.of(about)));
        return places;
    }

    private static Place place(long number, List<String> subjects) {
        return new Place(0, number, subjects, Archive.leafPosition(number), Archive.detailsPosition(number));
    }

    /** The ids of a recording and of its segments follow each other. */
    private static Stream<Mention> mentions(long recording) {
        List<Mention> mentions = new ArrayList<>();
        for (Place place : places(recording)) {
            place.subjects().forEach(subject -> mentions.add(new Mention(subject, place.number())));
        }
        mentions.sort(Comparator.comparing(Mention::subject).thenComparingLong(Mention::number));
        return mentions.stream();
    }

    private static Stream<Carrier> segmentTerms(LongStream segments, String name, Papers papers) {
        return segments.mapToObj(segment -> new Carrier(
                Facts.SEGMENT,
                segmentTerm(name, segment, papers),
                Archive.sealedAt(segment),
                Archive.id(segment).toString()));
    }

    private static Term segmentTerm(String name, long segment, Papers papers) {
        return switch (name) {
            case "all" -> Papers.terms().all();
            case "sha256" -> papers.sha256(segment);
            default -> papers.same(segment);
        };
    }

    private static Stream<Carrier> recordingTerms(LongStream inOrder, int term) {
        return inOrder.mapToObj(
                recording -> carrier(recording, Papers.terms(recording).get(term)));
    }

    private static Carrier carrier(long recording, Term term) {
        return new Carrier("recording", term, Archive.madeAt(recording), Archive.recording(recording));
    }

    private static Carrier member(long segment) {
        return new Carrier(
                "member",
                Papers.terms().of("recording", Archive.recording(Archive.recordingOf(segment))),
                Archive.createdAt(segment),
                Archive.id(segment).toString());
    }

    private LongStream recordingsByDevice() {
        return LongStream.range(0, Archive.DEVICES)
                .flatMap(device -> LongStream.iterate(
                        device, recording -> recording < recordings, recording -> recording + Archive.DEVICES));
    }

    private LongStream byDevice() {
        return recordingsByDevice()
                .flatMap(recording -> LongStream.range(
                        recording * Archive.SEGMENTS_PER_RECORDING, (recording + 1) * Archive.SEGMENTS_PER_RECORDING));
    }

    /** What one maker has made: as the second of one recording, as the first of the next one. */
    private Stream<Carrier> made(long maker) {
        return LongStream.iterate(maker, recording -> recording <= recordings, recording -> recording + Archive.MAKERS)
                .boxed()
                .flatMap(recording -> Stream.of(recording - 1, recording))
                .filter(recording -> recording >= 0 && recording < recordings)
                .map(recording -> carrier(recording, Papers.terms().of("maker", Archive.maker(maker))));
    }
}
