package io.liuhen.server.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.records.Recordings;
import io.liuhen.server.records.Terms;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.Records;
import io.liuhen.storage.Segments;
import io.liuhen.storage.Uploads;
import io.liuhen.storage.Uploads.SealOutcome;
import io.liuhen.storage.Uploads.SealRequest;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.NewJob;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Term;
import io.liuhen.storage.index.UploadRow;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Uploads with their meaning. Thread-safe; stages complete on storage or worker threads. */
public final class Ingest {
    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
    private static final Pattern EXTENSION = Pattern.compile("[a-z0-9]{1,8}");
    private static final int PLACE_TRIES = 16;
    private static final int RESUME_BATCH = 256;
    private static final int PRIORITY_KEY_MARKED = 2;
    private static final int PRIORITY_USUAL = 5;

    private final Uploads uploads;
    private final Segments segments;
    private final Records records;
    private final Recordings recordings;
    private final Custody custody;
    private final IdGenerator ids;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Metrics metrics;
    private final Executor workers;
    private final IngestConfig config;
    private final Runnable afterSeal;
    private final Terms terms;

    /** Uploads whose last request was broken off while this server ran. */
    private final Set<SegmentId> brokenOff = ConcurrentHashMap.newKeySet();

    /**
     * Uploads of one unit.
     *
     * @param workers for what blocks
     * @param afterSeal told that there is new work; must return at once
     */
    public Ingest(
            IngestConfig config,
            EngineAccess engine,
            Recordings recordings,
            Custody custody,
            IdGenerator ids,
            InstantSource clock,
            LongSupplier nanoTime,
            Metrics metrics,
            Executor workers,
            Runnable afterSeal) {
        this.config = config;
        this.afterSeal = afterSeal;
        this.uploads = engine.uploads();
        this.segments = engine.segments();
        this.records = engine.records();
        this.recordings = recordings;
        this.custody = custody;
        this.ids = ids;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.metrics = metrics;
        this.workers = workers;
        this.terms = new Terms(config.unit());
    }

    /** Opens an upload; durable when the stage completes. */
    public CompletionStage<UploadRow> create(NewUpload wanted, Actor actor) {
        return CompletableFuture.supplyAsync(() -> createHere(wanted, actor), workers);
    }

    private UploadRow createHere(NewUpload wanted, Actor actor) {
        SegmentId id = ids.segment();
        for (int tries = 0; tries < PLACE_TRIES; tries++) {
            Recordings.Place place = recordings.place(id, wanted.received(), config.trial());
            Attributes attributes = new Attributes(
                    config.unit(),
                    config.trial(),
                    place.recordingId(),
                    wanted.protocol().toString(),
                    wanted.received(),
                    wanted.header());
            UploadRow upload = UploadRow.opened(
                    id, wanted.lengthBytes(), fileName(attributes), attributes.json(), clock.instant());
            ObjectNode facts = CanonicalJson.object().put("protocol", attributes.protocol());
            wanted.lengthBytes().ifPresent(length -> facts.put("length", length));
            Facts together =
                    place.facts().and(Facts.of(custody.entry(Deed.CREATED, actor, subjects(id, attributes), facts)));
            if (uploads.create(upload, together).toCompletableFuture().join() instanceof Commit.Done) {
                return upload;
            }
            // Another segment of the same take was created in the same moment: join what it began.
        }
        throw new IllegalStateException("the take of upload " + id + " changes faster than it can be joined");
    }

    private static List<String> subjects(SegmentId id, Attributes attributes) {
        return List.of(id.toString(), attributes.recording());
    }

    /** {@code original} and the client's extension, if that is harmless: nothing else of a client's name meets the disk. */
    private static String fileName(Attributes attributes) {
        String name = attributes.word("filename");
        int dot = name.lastIndexOf('.');
        String extension = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
        return EXTENSION.matcher(extension).matches() ? "original." + extension : "original";
    }

    /** Where an upload is. Waits for nobody. */
    public CompletionStage<UploadStatus> status(SegmentId id) {
        return CompletableFuture.supplyAsync(() -> statusHere(id), workers);
    }

    private UploadStatus statusHere(SegmentId id) {
        Optional<UploadRow> upload = uploads.find(id).toCompletableFuture().join();
        if (upload.isPresent()) {
            return upload.get().phase() == UploadRow.Phase.OPEN
                    ? new UploadStatus.Open(upload.get())
                    : new UploadStatus.Gone();
        }
        Optional<SegmentRow> segment = segments.find(id);
        if (segment.isEmpty()) {
            return new UploadStatus.Unknown();
        }
        return segment.get().kind() == SegmentKind.COMPLETE
                ? new UploadStatus.Complete(segment.get())
                : new UploadStatus.Gone();
    }

    /** As {@link #status}, after ending a request that still sends: what it had sent is committed and counts. */
    public CompletionStage<UploadStatus> takeOver(SegmentId id) {
        return uploads.interrupt(id).thenCompose(done -> status(id));
    }

    /** Begins to append at an offset; whoever still sends is ended first. */
    public CompletionStage<AppendOutcome> append(SegmentId id, long offsetBytes, Actor actor) {
        return uploads.append(id, offsetBytes)
                .thenApplyAsync(
                        outcome -> {
                            if (outcome instanceof AppendOutcome.Opened opened && offsetBytes > 0) {
                                boolean broken = brokenOff.remove(id);
                                if (broken || opened.claimedAnew()) {
                                    resumed(opened.upload(), offsetBytes, actor);
                                }
                            }
                            return outcome;
                        },
                        workers);
    }

    private void resumed(UploadRow upload, long offsetBytes, Actor actor) {
        metrics.resumed();
        Attributes attributes = Attributes.of(upload.attributes());
        ObjectNode facts = CanonicalJson.object().put("offset", offsetBytes);
        records.record(Facts.of(custody.entry(Deed.RESUMED, actor, subjects(upload.id(), attributes), facts)));
    }

    /** A request that carried bytes ended before its time. */
    public void brokeOff(SegmentId id) {
        brokenOff.add(id);
    }

    /** Seals a file whose announced bytes have all come, or says why not. */
    public CompletionStage<Finished> finish(SegmentId id, Actor actor) {
        brokenOff.remove(id);
        long startNanos = nanoTime.getAsLong();
        return uploads.received(id)
                .thenComposeAsync(
                        found -> {
                            if (found.isEmpty()) {
                                return CompletableFuture.completedFuture(new Finished.Overtaken());
                            }
                            Uploads.Received received = found.get();
                            Attributes attributes =
                                    Attributes.of(received.upload().attributes());
                            Optional<SegmentRow> same = attributes.protocol().equals(NewUpload.Protocol.PUT.toString())
                                    ? findSame(attributes, received.sha256())
                                    : Optional.empty();
                            if (same.isPresent()) {
                                return drop(id, attributes, same.get(), actor);
                            }
                            Optional<Sha256> declared =
                                    attributes.declaredSha256().filter(digest -> !digest.equals(received.sha256()));
                            SegmentKind kind = declared.isPresent() ? SegmentKind.UNMATCHED : SegmentKind.COMPLETE;
                            return seal(received, kind, actor, startNanos)
                                    .thenApply(outcome -> told(outcome, declared));
                        },
                        workers);
    }

    private static Finished told(Optional<SegmentRow> segment, Optional<Sha256> unmatched) {
        if (segment.isEmpty()) {
            return new Finished.Overtaken();
        }
        return unmatched.isPresent()
                ? new Finished.Unmatched(unmatched.get(), segment.get())
                : new Finished.Sealed(segment.get());
    }

    private Optional<SegmentRow> findSame(Attributes attributes, Sha256 sha256) {
        return records.find(SegmentTerms.query(sameTerm(attributes, sha256), 1)).hits().stream()
                .flatMap(hit -> SegmentId.parse(hit.id()).stream())
                .flatMap(id -> segments.find(id).stream())
                .findFirst();
    }

    private Term sameTerm(Attributes attributes, Sha256 sha256) {
        return terms.of("same", attributes.word("device"), attributes.word("filename"), sha256.toString());
    }

    private CompletionStage<Finished> drop(SegmentId id, Attributes attributes, SegmentRow same, Actor actor) {
        metrics.duplicate();
        ObjectNode facts = CanonicalJson.object().put("of", same.id().toString());
        Facts entry = Facts.of(custody.entry(
                Deed.DUPLICATE,
                actor,
                List.of(id.toString(), attributes.recording(), same.id().toString()),
                facts));
        return uploads.drop(id, entry).thenApply(done -> new Finished.Duplicate(same));
    }

    private CompletionStage<Optional<SegmentRow>> seal(
            Uploads.Received received, SegmentKind kind, Actor actor, long startNanos) {
        SegmentId id = received.upload().id();
        Attributes attributes = Attributes.of(received.upload().attributes());
        ObjectNode facts = CanonicalJson.object()
                .put("kind", kind.toString())
                .put("length", received.offsetBytes())
                .put("sha256", received.sha256().toString());
        Instant now = clock.instant();
        int priority = attributes.word("keyMark").isBlank() ? PRIORITY_USUAL : PRIORITY_KEY_MARKED;
        Facts together = Facts.of(custody.entry(Deed.SEALED, actor, subjects(id, attributes), facts))
                .and(Facts.of(new NewJob(new JobKey(config.firstJob(), id), priority, now)));
        List<Term> found = kind == SegmentKind.COMPLETE
                ? List.of(
                        terms.all(),
                        terms.of("sha256", received.sha256().toString()),
                        sameTerm(attributes, received.sha256()))
                : List.of(terms.all());
        return uploads.seal(new SealRequest(id, received.offsetBytes(), kind, found, together))
                .thenApply(outcome -> {
                    if (outcome instanceof SealOutcome.Sealed done) {
                        metrics.sealed(kind.toString(), nanoTime.getAsLong() - startNanos);
                        afterSeal.run();
                        return Optional.of(done.segment());
                    }
                    return Optional.empty();
                });
    }

    /** Ends an upload at its client's wish. What was acknowledged is kept as an incomplete segment. */
    public CompletionStage<UploadStatus> end(SegmentId id, Actor actor) {
        long startNanos = nanoTime.getAsLong();
        return uploads.received(id)
                .thenComposeAsync(
                        found -> {
                            if (found.isEmpty()) {
                                return status(id);
                            }
                            Uploads.Received received = found.get();
                            if (received.offsetBytes() > 0) {
                                return seal(received, SegmentKind.INCOMPLETE, actor, startNanos)
                                        .thenCompose(done -> status(id));
                            }
                            Attributes attributes =
                                    Attributes.of(received.upload().attributes());
                            Facts entry = Facts.of(custody.entry(Deed.ENDED, actor, subjects(id, attributes)));
                            return uploads.endEmpty(id, entry).thenCompose(done -> status(id));
                        },
                        workers);
    }

    /** Ends an upload whose only request was broken off: its client was never told where to go on. */
    public CompletionStage<Commit> abandon(UploadRow upload, Actor actor) {
        Attributes attributes = Attributes.of(upload.attributes());
        return uploads.drop(upload.id(), Facts.of(custody.entry(Deed.ENDED, actor, subjects(upload.id(), attributes))));
    }

    /**
     * Seals what had been received whole when the last server died. Blocks; meant for the start, while clients may already
     * be served: a client that asks meanwhile is told the truth, that all its bytes are here.
     */
    public int finishWhatWasReceived() {
        int finished = 0;
        Optional<SegmentId> after = Optional.empty();
        List<UploadRow> batch = uploads.openUploads(after, RESUME_BATCH);
        while (!batch.isEmpty()) {
            for (UploadRow upload : batch) {
                if (upload.received()) {
                    finish(upload.id(), Actor.server()).toCompletableFuture().join();
                    LOG.info("sealed upload {}, which was received whole before the last stop", upload.id());
                    finished++;
                }
            }
            after = Optional.of(batch.get(batch.size() - 1).id());
            batch = uploads.openUploads(after, RESUME_BATCH);
        }
        return finished;
    }
}
