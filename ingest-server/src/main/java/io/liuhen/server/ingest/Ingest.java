package io.liuhen.server.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.records.Recordings;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.Disposals;
import io.liuhen.storage.Records;
import io.liuhen.storage.Segments;
import io.liuhen.storage.Uploads;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadRow;
import java.time.InstantSource;
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
    private static final int REMEMBERED_MAX = 100_000;

    private final Uploads uploads;
    private final Segments segments;
    private final Records records;
    private final Disposals disposals;
    private final Recordings recordings;
    private final Custody custody;
    private final IdGenerator ids;
    private final InstantSource clock;
    private final Metrics metrics;
    private final Refusals refusals;
    private final Executor workers;
    private final IngestConfig config;
    private final Finishing finishing;

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
        this.uploads = engine.uploads();
        this.segments = engine.segments();
        this.records = engine.records();
        this.disposals = engine.disposals();
        this.recordings = recordings;
        this.custody = custody;
        this.ids = ids;
        this.clock = clock;
        this.metrics = metrics;
        this.refusals = new Refusals(metrics);
        this.workers = workers;
        this.finishing = new Finishing(config, engine, custody, clock, nanoTime, metrics, workers, afterSeal);
    }

    /** Opens an upload; durable when the stage completes. */
    public CompletionStage<UploadRow> create(NewUpload wanted, Actor actor) {
        return refusals.counting(CompletableFuture.supplyAsync(() -> createHere(wanted, actor), workers));
    }

    /** Counts a request whose bytes the store could not take; not for what {@link Ingest} itself answers. */
    public void couldNotTake(Throwable failure) {
        refusals.count(failure);
    }

    private static ObjectNode recorded(Attributes attributes, Optional<Sender> sender) {
        return sender.map(known -> known.addedTo(attributes.json())).orElseGet(attributes::json);
    }

    private UploadRow createHere(NewUpload said, Actor actor) {
        NewUpload wanted = said.sentBy(actor);
        SegmentId id = ids.segment();
        Optional<Sender> sender = Sender.of(actor, wanted.device());
        for (int tries = 0; tries < PLACE_TRIES; tries++) {
            Recordings.Place place = recordings.place(id, wanted.received(), config.trial(), actor);
            Attributes attributes = new Attributes(
                    config.unit(),
                    config.trial(),
                    place.recordingId(),
                    wanted.protocol().toString(),
                    wanted.lengthBytes(),
                    wanted.received(),
                    wanted.header());
            UploadRow upload = UploadRow.opened(
                    id, wanted.lengthBytes(), fileName(attributes), recorded(attributes, sender), clock.instant());
            ObjectNode facts = CanonicalJson.object().put("protocol", attributes.protocol());
            wanted.lengthBytes().ifPresent(length -> facts.put("length", length));
            Facts together =
                    place.facts().and(Facts.of(custody.entry(Deed.CREATED, actor, attributes.subjects(id), facts)));
            if (uploads.create(upload, together).toCompletableFuture().join() instanceof Commit.Done) {
                return upload;
            }
            // Another segment of the same take was created in the same moment: join what it began.
        }
        throw new IllegalStateException("the take of upload " + id + " changes faster than it can be joined");
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
            return disposals.tombstone(id).isPresent() ? new UploadStatus.Gone() : new UploadStatus.Unknown();
        }
        return segment.get().kind() == SegmentKind.COMPLETE
                ? new UploadStatus.Complete(segment.get())
                : new UploadStatus.Gone();
    }

    /**
     * As {@link #status}, after ending a request that still sends: what it had sent is committed and counts. A client that
     * hears that everything is here may forget its copy, so an upload that is whole is finished before that is said.
     */
    public CompletionStage<UploadStatus> takeOver(SegmentId id, Actor actor) {
        return uploads.interrupt(id)
                .thenCompose(done -> status(id))
                .thenCompose(status -> finishIfWhole(id, status, actor));
    }

    private CompletionStage<UploadStatus> finishIfWhole(SegmentId id, UploadStatus status, Actor actor) {
        return status instanceof UploadStatus.Open open && open.upload().received()
                ? finish(id, actor).thenCompose(finished -> status(id))
                : CompletableFuture.completedFuture(status);
    }

    /** Begins to append at an offset; whoever still sends is ended first. */
    public CompletionStage<AppendOutcome> append(SegmentId id, long offsetBytes, Actor actor) {
        return refusals.counting(uploads.append(id, offsetBytes)).thenCompose(outcome -> {
            if (outcome instanceof AppendOutcome.Opened opened && offsetBytes > 0) {
                boolean broken = brokenOff.remove(id);
                if (broken || opened.claimedAnew()) {
                    return CompletableFuture.supplyAsync(
                            () -> {
                                resumed(opened, offsetBytes, actor);
                                return outcome;
                            },
                            workers);
                }
            }
            return CompletableFuture.completedFuture(outcome);
        });
    }

    private void resumed(AppendOutcome.Opened opened, long offsetBytes, Actor actor) {
        UploadRow upload = opened.upload();
        metrics.resumed();
        Attributes attributes = Attributes.of(upload.attributes());
        ObjectNode facts = CanonicalJson.object().put("offset", offsetBytes);
        try {
            records.record(Facts.of(custody.entry(Deed.RESUMED, actor, attributes.subjects(upload.id()), facts)));
        } catch (RuntimeException e) {
            // Nobody will use it: an append that stays open would keep its upload from being let go.
            opened.append().close();
            throw e;
        }
    }

    /** A request that carried bytes ended before its time. If all bytes had come, the upload is finished without it. */
    public void brokeOff(SegmentId id, Actor actor) {
        if (brokenOff.size() >= REMEMBERED_MAX) {
            // Forgetting costs an entry in the log, and only where thousands break off at once.
            brokenOff.clear();
        }
        brokenOff.add(id);
        // Without taking it over from whoever may have come in the meantime.
        status(id).thenCompose(status -> finishIfWhole(id, status, actor)).whenComplete((status, failure) -> {
            if (failure != null) {
                LOG.warn("upload {} broke off and cannot be looked at: {}", id, failure.getMessage());
            }
        });
    }

    /** Seals a file whose announced bytes have all come, or says why not. */
    public CompletionStage<Finished> finish(SegmentId id, Actor actor) {
        brokenOff.remove(id);
        return refusals.counting(finishing.finish(id, actor));
    }

    /** Ends an upload at its client's wish. What was acknowledged is kept as an incomplete segment. */
    public CompletionStage<UploadStatus> end(SegmentId id, Actor actor) {
        brokenOff.remove(id);
        return finishing.end(id, actor).thenCompose(ended -> status(id));
    }

    /** Ends an upload whose only request was broken off: its client was never told where to go on. */
    public CompletionStage<Commit> abandon(UploadRow upload, Actor actor) {
        brokenOff.remove(upload.id());
        return finishing.abandon(upload, actor);
    }
}
