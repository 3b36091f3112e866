package io.liuhen.server.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.admission.Admission;
import io.liuhen.server.admission.Quotas;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.records.Recordings;
import io.liuhen.storage.AppendMode;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.LengthOutcome;
import io.liuhen.storage.Records;
import io.liuhen.storage.Uploads;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.UploadRow;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Uploads with their meaning. Thread-safe; stages complete on storage or worker threads. */
public final class Ingest {
    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
    private static final int REMEMBERED_MAX = 100_000;

    private final Uploads uploads;
    private final Records records;
    private final Statuses statuses;
    private final Custody custody;
    private final Metrics metrics;
    private final Refusals refusals;
    private final Executor workers;
    private final Quotas quotas;
    private final Freeing freeing;
    private final Expiry expiry;
    private final Beginning beginning;
    private final Finishing finishing;
    private final Abandoned abandoned;

    private final StartedOver startedOver = new StartedOver();
    private final Untold untold = new Untold();

    /** Uploads whose last request was broken off while this server ran. */
    private final Set<SegmentId> brokenOff = ConcurrentHashMap.newKeySet();

    /**
     * Uploads of one unit.
     *
     * @param workers for what blocks
     * @param quotas told of uploads that are over
     * @param brought told the device of whatever has been sealed, or need not be; empty where none was named; must return at
     *     once
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
            Quotas quotas,
            Consumer<String> brought) {
        this.expiry = new Expiry(config.uploadExpiry(), clock);
        this.uploads = engine.uploads();
        this.records = engine.records();
        this.statuses = new Statuses(engine.uploads(), engine.segments(), engine.disposals(), workers);
        this.custody = custody;
        this.metrics = metrics;
        this.refusals = new Refusals(metrics);
        this.workers = workers;
        this.beginning = new Beginning(
                config,
                engine,
                new Opening(config, engine.uploads(), recordings, untold, custody, ids, clock),
                this::standsFor,
                startedOver,
                untold,
                custody,
                clock,
                metrics,
                workers,
                brought);
        this.quotas = quotas;
        this.freeing = new Freeing(quotas, engine.uploads(), engine.segments(), workers);
        this.finishing = new Finishing(config, engine, custody, clock, nanoTime, metrics, workers, brought);
        this.abandoned = new Abandoned(finishing, freeing, untold);
    }

    /**
     * Begins a file: opens an upload, finds the one that its device has opened for it before, or the segment that makes it
     * needless to send it. Durable when the stage completes.
     *
     * @param whole whether all of the file comes with this request, from its first byte on
     * @param reach what the sender may be told of
     * @param place asked for one only where an upload is to be opened
     */
    public CompletionStage<Begun> begin(
            NewUpload wanted, boolean whole, Actor actor, Reach reach, Supplier<Admission.Place> place) {
        return refusals.counting(beginning.begin(wanted, whole, actor, reach, place));
    }

    /** Counts a request whose bytes the store could not take; not for what {@link Ingest} itself answers. */
    public void couldNotTake(Throwable failure) {
        refusals.count(failure);
    }

    /** Where an upload is. Waits for nobody. */
    public CompletionStage<UploadStatus> status(SegmentId id) {
        return statuses.of(id);
    }

    /**
     * As {@link #status}, after ending a request that still sends: what it had sent is committed and counts. A client that
     * hears that everything is here may forget its copy, so an upload that is whole is finished before that is said.
     */
    public CompletionStage<UploadStatus> takeOver(SegmentId id, Actor actor) {
        startedOver.wentOn(id);
        return status(id)
                // Nobody but the server sends to a file that is joined from parts, and it is not to be disturbed.
                .thenCompose(status -> isJoined(status)
                        ? CompletableFuture.completedFuture(status)
                        : uploads.interrupt(id)
                                .thenCompose(done -> status(id))
                                .thenCompose(now -> finishIfWhole(id, now, actor)));
    }

    private static boolean isJoined(UploadStatus status) {
        return status instanceof UploadStatus.Open open
                && Attributes.of(open.upload().attributes()).concatenation().isFinal();
    }

    /**
     * As {@link #status}, after ending a request that still sends: what it had sent is committed and counts. Finishes
     * nothing: whether the last byte has come is this client's to say.
     */
    public CompletionStage<UploadStatus> interrupt(SegmentId id) {
        startedOver.wentOn(id);
        return uploads.interrupt(id).thenCompose(done -> status(id));
    }

    /**
     * Where an upload is for a client that begins it again, in this protocol; ends whoever still sends. To clients of tus a
     * file is complete with its last byte, whoever has opened it.
     */
    private CompletionStage<UploadStatus> standsFor(NewUpload.Protocol protocol, SegmentId id, Actor actor) {
        if (protocol != NewUpload.Protocol.TUS) {
            return interrupt(id);
        }
        return takeOver(id, actor)
                .thenCompose(status -> status instanceof UploadStatus.Open open
                                && open.upload().received()
                                && !isJoined(status)
                        ? finish(id, actor).thenCompose(finished -> status(id))
                        : CompletableFuture.completedFuture(status));
    }

    private CompletionStage<UploadStatus> finishIfWhole(SegmentId id, UploadStatus status, Actor actor) {
        return status instanceof UploadStatus.Open open
                        && open.upload().received()
                        && Attributes.of(open.upload().attributes()).endsByLength()
                ? finish(id, actor).thenCompose(finished -> status(id))
                : CompletableFuture.completedFuture(status);
    }

    /**
     * Tells an upload the length that it was created without; what it has already may only be told again. Room for all of
     * it is promised.
     *
     * @param upload as it was found, for what is recorded with it
     */
    public CompletionStage<LengthOutcome> declareLength(UploadRow upload, long lengthBytes, Actor actor) {
        Attributes attributes = Attributes.of(upload.attributes());
        ObjectNode facts = CanonicalJson.object().put("length", lengthBytes);
        return refusals.counting(uploads.declareLength(
                        upload.id(),
                        lengthBytes,
                        Attributes.withDeclaredLength(upload.attributes(), lengthBytes),
                        Facts.of(custody.entry(Deed.LENGTH_DECLARED, actor, attributes.subjects(upload.id()), facts))))
                .whenComplete((outcome, failure) -> {
                    if (outcome instanceof LengthOutcome.Declared) {
                        quotas.lengthTold(upload.id(), lengthBytes);
                    }
                });
    }

    /** As {@link #append(SegmentId, long, Actor, AppendMode)}, with bytes that count as they come. */
    public CompletionStage<AppendOutcome> append(SegmentId id, long offsetBytes, Actor actor) {
        return append(id, offsetBytes, actor, AppendMode.PIECEWISE);
    }

    /** Begins to append at an offset; whoever still sends is ended first. */
    public CompletionStage<AppendOutcome> append(SegmentId id, long offsetBytes, Actor actor, AppendMode mode) {
        return refusals.counting(uploads.append(id, offsetBytes, mode, Ingest::takesBytes))
                .thenCompose(outcome -> {
                    if (outcome instanceof AppendOutcome.Opened) {
                        startedOver.wentOn(id);
                    } else if (offsetBytes == 0) {
                        startedOver.sentFromTheStart(id);
                    }
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

    /** Only the server puts bytes into a file that is joined from parts. */
    private static boolean takesBytes(UploadRow upload) {
        return !upload.attributes().has(Attributes.CONCAT)
                || !Attributes.of(upload.attributes()).concatenation().isFinal();
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

    /** As the other one, of a file of which nothing more is said with its last bytes. */
    public CompletionStage<Finished> finish(SegmentId id, Actor actor) {
        return finish(id, actor, Optional.empty());
    }

    /**
     * Seals a file whose announced bytes have all come, or says why not.
     *
     * @param declared the digest that its device declares with the last bytes, beside one that it may have declared before
     */
    public CompletionStage<Finished> finish(SegmentId id, Actor actor, Optional<Sha256> declared) {
        brokenOff.remove(id);
        untold.tell(id);
        return refusals.counting(freeing.after(id, finishing.finish(id, actor, declared)));
    }

    /**
     * As {@link #finish}, of a file that came in one request. If that fails, the client is told so and sends the file
     * again, whole; so nothing of this one is kept.
     */
    public CompletionStage<Finished> finishWhole(UploadRow upload, Actor actor) {
        return finish(upload.id(), actor).whenComplete((finished, failure) -> {
            if (failure != null) {
                abandon(upload, actor);
            }
        });
    }

    /** Ends an upload at its client's wish. What was acknowledged is kept as an incomplete segment. */
    public CompletionStage<UploadStatus> end(SegmentId id, Actor actor) {
        brokenOff.remove(id);
        return freeing.after(id, finishing.end(id, actor)).thenCompose(ended -> status(id));
    }

    /**
     * Ends an upload that nothing has come for. What was acknowledged is kept as an incomplete segment; if somebody appends
     * now, or has since, nothing happens.
     *
     * @param offsetBytes where it stood all the time
     */
    public CompletionStage<UploadStatus> expire(SegmentId id, long offsetBytes) {
        return freeing.after(id, finishing.expire(id, offsetBytes)).thenCompose(ended -> status(id));
    }

    /** When uploads that nothing comes for are ended. */
    public Expiry expiry() {
        return expiry;
    }

    /** Ends an upload that breaks its own word. What was acknowledged is kept as an incomplete segment. */
    public CompletionStage<UploadStatus> invalidate(SegmentId id, Actor actor) {
        brokenOff.remove(id);
        return freeing.after(id, finishing.invalidate(id, actor)).thenCompose(ended -> status(id));
    }

    /** Somebody is told of an upload that was opened for him: from now on its bytes are kept when his line breaks. */
    public void told(SegmentId id) {
        untold.tell(id);
    }

    /**
     * Ends an upload whose only request was broken off before its client was told where to go on. If it was told to the
     * same client otherwise, in this moment, it stays.
     */
    public CompletionStage<Void> abandon(UploadRow upload, Actor actor) {
        boolean mayBeKnown = Attributes.of(upload.attributes()).protocol().equals(NewUpload.Protocol.RUFH.toString());
        if (mayBeKnown && !untold.letGo(upload.id())) {
            brokeOff(upload.id(), actor);
            return CompletableFuture.completedFuture(null);
        }
        brokenOff.remove(upload.id());
        return abandoned.letGo(upload, actor).thenAccept(gone -> {});
    }

    /** Tries again to let go what could not be let go before. To be called now and then; does not wait. */
    public void tend() {
        abandoned.tryAgain();
    }
}
