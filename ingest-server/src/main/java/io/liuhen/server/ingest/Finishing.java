package io.liuhen.server.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.records.PresentedFiles;
import io.liuhen.storage.Records;
import io.liuhen.storage.Segments;
import io.liuhen.storage.Uploads;
import io.liuhen.storage.Uploads.Received;
import io.liuhen.storage.Uploads.SealOutcome;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.NewJob;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Term;
import io.liuhen.storage.index.UploadRow;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * How uploads end: sealed, matched against what was declared, dropped as a second copy, kept as incomplete. Thread-safe;
 * stages complete on storage or worker threads.
 */
final class Finishing {
    private static final String SAME = "same";
    private static final int NAMED_TRIES = 16;

    private final Uploads uploads;
    private final Segments segments;
    private final Records records;
    private final Twins twins;
    private final Custody custody;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Metrics metrics;
    private final Executor workers;
    private final IngestConfig config;
    private final Sealer sealer;
    private final Consumer<String> brought;
    private final PresentedFiles presented;

    Finishing(
            IngestConfig config,
            EngineAccess engine,
            Custody custody,
            InstantSource clock,
            LongSupplier nanoTime,
            Metrics metrics,
            Executor workers,
            Consumer<String> brought) {
        this.config = config;
        this.uploads = engine.uploads();
        this.segments = engine.segments();
        this.records = engine.records();
        this.twins = new Twins(engine.records(), engine.segments(), clock, workers);
        this.custody = custody;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.metrics = metrics;
        this.workers = workers;
        this.brought = brought;
        this.presented = new PresentedFiles(engine.records(), config.unit());
        this.sealer = new Sealer(config, engine.uploads(), custody, clock, nanoTime, metrics, brought);
    }

    CompletionStage<Finished> finish(SegmentId id, Actor actor, Optional<Sha256> declared) {
        long startNanos = nanoTime.getAsLong();
        return uploads.received(id)
                .thenComposeAsync(
                        found -> found.map(received -> finish(received, actor, startNanos, declared))
                                .orElseGet(() -> CompletableFuture.completedFuture(already(id))),
                        workers);
    }

    /** Somebody else has finished it in the same moment, and it came out the same. */
    private Finished already(SegmentId id) {
        return segments.find(id)
                .filter(segment -> segment.kind() == SegmentKind.COMPLETE)
                .<Finished>map(Finished.Sealed::new)
                .orElseGet(Finished.Overtaken::new);
    }

    private CompletionStage<Finished> finish(
            Received received, Actor actor, long startNanos, Optional<Sha256> declaredLast) {
        Attributes attributes = Attributes.of(received.upload().attributes());
        Optional<Sha256> unmatched = Stream.of(attributes.declaredSha256(), declaredLast)
                .flatMap(Optional::stream)
                .filter(digest -> !digest.equals(received.sha256()))
                .findFirst();
        boolean named = attributes.protocol().equals(NewUpload.Protocol.PUT.toString());
        if (named && unmatched.isEmpty()) {
            return finishNamed(received, actor, startNanos, NAMED_TRIES);
        }
        // A device that says the same wrong thing of the same bytes again has a wrong digest, not wrong bytes, and
        // would
        // send them for ever: they are sealed with both values. Who names no device is somebody who can be told.
        boolean insists = unmatched
                .filter(declared -> saidBefore(received.upload(), declared, received.sha256()))
                .isPresent();
        SegmentKind kind = unmatched.isPresent() && !insists ? SegmentKind.UNMATCHED : SegmentKind.COMPLETE;
        return seal(received, kind, actor, startNanos, Facts.none(), unmatched)
                .thenApply(segment -> told(segment, insists ? Optional.empty() : unmatched));
    }

    private boolean saidBefore(UploadRow upload, Sha256 declared, Sha256 received) {
        return !Attributes.of(upload.attributes()).word("device").isBlank()
                && !records.find(SegmentTerms.query(sealer.saidTerm(upload, declared, received), 1))
                        .hits()
                        .isEmpty();
    }

    /** The same bytes under the same name from the same sender are one segment, also where they come twice at once. */
    private CompletionStage<Finished> finishNamed(Received received, Actor actor, long startNanos, int tries) {
        if (tries == 0) {
            throw new IllegalStateException("the same file is sealed faster than it can be found");
        }
        Term same = sealer.sameTerm(received.upload(), received.sha256());
        // Asked before the twins are looked for: who seals in between is noticed at the seal.
        DocumentKey key = new DocumentKey(
                SAME,
                Sha256.digestOf(same.value().getBytes(StandardCharsets.UTF_8)).toString());
        int version = records.newest(key).map(Document::version).orElse(0) + 1;
        Instant now = clock.instant();
        ObjectNode body = CanonicalJson.object()
                .put("schema", 1)
                .put("segment", received.upload().id().toString());
        Facts last = Facts.of(new Document(key, version, now, now, body, List.of()));
        return twins.find(same)
                .thenComposeAsync(found -> unlessTwin(found, received, actor, startNanos, last, tries), workers);
    }

    /**
     * Drops what has come if it is here already; else seals it, and has looked at what was to be here and is not.
     *
     * @param last that this is the last of its name
     */
    private CompletionStage<Finished> unlessTwin(
            Twins.Found found, Received received, Actor actor, long startNanos, Facts last, int tries) {
        if (found.intact().isPresent()) {
            return dropSecondCopy(received, found.intact().get(), actor, startNanos, tries);
        }
        Facts looks = found.doubtful().stream()
                .map(id ->
                        Facts.of(new NewJob(new JobKey(config.firstJob(), id), Sealer.PRIORITY_USUAL, clock.instant())))
                .reduce(last, Facts::and);
        return sealer.seal(received, SegmentKind.COMPLETE, actor, startNanos, looks, Optional.empty())
                .thenCompose(outcome -> outcome instanceof SealOutcome.Conflicted
                        ? CompletableFuture.supplyAsync(
                                        () -> finishNamed(received, actor, startNanos, tries - 1), workers)
                                .thenCompose(Function.identity())
                        : CompletableFuture.completedFuture(told(sealed(outcome), Optional.empty())));
    }

    private static Finished told(Optional<SegmentRow> segment, Optional<Sha256> unmatched) {
        if (segment.isEmpty()) {
            return new Finished.Overtaken();
        }
        return unmatched.isPresent()
                ? new Finished.Unmatched(unmatched.get(), segment.get())
                : new Finished.Sealed(segment.get());
    }

    private CompletionStage<Finished> dropSecondCopy(
            Received received, SegmentRow same, Actor actor, long startNanos, int tries) {
        SegmentId id = received.upload().id();
        Attributes attributes = Attributes.of(received.upload().attributes());
        ObjectNode facts = CanonicalJson.object().put("of", same.id().toString());
        List<String> subjects =
                List.of(id.toString(), attributes.recording(), same.id().toString());
        Facts duplicate = Facts.of(custody.entry(Deed.DUPLICATE, actor, subjects, facts))
                .and(Facts.whileStanding(same.id()))
                .and(presented.brought(attributes.received(), same, clock.instant()));
        return uploads.drop(id, duplicate)
                .thenComposeAsync(
                        commit -> {
                            if (commit instanceof Commit.Done) {
                                metrics.duplicate();
                                brought.accept(attributes.word("device"));
                                return CompletableFuture.completedFuture(new Finished.Duplicate(same));
                            }
                            return commit instanceof Commit.Conflict
                                    // It was disposed of in this moment, and what has come is the only one now; or the
                                    // same file was brought in this moment.
                                    ? finishNamed(received, actor, startNanos, tries - 1)
                                    : CompletableFuture.completedFuture(already(id));
                        },
                        workers);
    }

    private CompletionStage<Optional<SegmentRow>> seal(
            Received received, SegmentKind kind, Actor actor, long startNanos, Facts beside) {
        return seal(received, kind, actor, startNanos, beside, Optional.empty());
    }

    /** @param unmatched what was declared, where that is not what came */
    private CompletionStage<Optional<SegmentRow>> seal(
            Received received,
            SegmentKind kind,
            Actor actor,
            long startNanos,
            Facts beside,
            Optional<Sha256> unmatched) {
        return sealer.seal(received, kind, actor, startNanos, beside, unmatched).thenApply(Finishing::sealed);
    }

    private static Optional<SegmentRow> sealed(SealOutcome outcome) {
        return outcome instanceof SealOutcome.Sealed done ? Optional.of(done.segment()) : Optional.empty();
    }

    /** Ends an upload; what of it was acknowledged is kept as an incomplete segment. */
    CompletionStage<Void> end(SegmentId id, Actor actor) {
        long startNanos = nanoTime.getAsLong();
        return uploads.received(id)
                .thenComposeAsync(
                        found -> found.map(received -> end(received, actor, startNanos, Facts.none()))
                                .orElseGet(() -> CompletableFuture.completedFuture(null)),
                        workers);
    }

    /** As {@link #end}, of an upload that nothing has come for; if something does now, it goes on. */
    CompletionStage<Void> expire(SegmentId id, long offsetBytes) {
        long startNanos = nanoTime.getAsLong();
        return uploads.receivedAtRest(id, offsetBytes)
                .thenComposeAsync(
                        found -> found.map(received -> end(received, Actor.server(), startNanos, expired(received)))
                                .orElseGet(() -> CompletableFuture.completedFuture(null)),
                        workers);
    }

    private Facts expired(Received received) {
        Attributes attributes = Attributes.of(received.upload().attributes());
        ObjectNode facts = CanonicalJson.object().put("offset", received.offsetBytes());
        return Facts.of(custody.entry(
                Deed.EXPIRED,
                Actor.server(),
                attributes.subjects(received.upload().id()),
                facts));
    }

    /** As {@link #end}, also of an upload that would be whole if it were not for what came after. */
    CompletionStage<Void> invalidate(SegmentId id, Actor actor) {
        long startNanos = nanoTime.getAsLong();
        return uploads.received(id)
                .thenComposeAsync(
                        found -> found.map(received -> keep(received, actor, startNanos, Facts.none()))
                                .orElseGet(() -> CompletableFuture.completedFuture(null)),
                        workers);
    }

    private CompletionStage<Void> end(Received received, Actor actor, long startNanos, Facts beside) {
        // If it is whole, ending it would call a complete file incomplete.
        return received.upload().received()
                        && Attributes.of(received.upload().attributes()).endsByLength()
                ? finish(received, actor, startNanos, Optional.empty()).thenAccept(finished -> {})
                : keep(received, actor, startNanos, beside);
    }

    private CompletionStage<Void> keep(Received received, Actor actor, long startNanos, Facts beside) {
        SegmentId id = received.upload().id();
        Concatenation concatenation =
                Attributes.of(received.upload().attributes()).concatenation();
        if (concatenation.isFinal()) {
            // Everything in it is a copy; its parts are there.
            return abandon(received.upload(), actor).thenAccept(endedOrOvertaken -> {});
        }
        if (concatenation.isPartial()) {
            return twins.findReadWhole(sealer.partTerm(id))
                    .thenComposeAsync(found -> endPart(found, received, actor, startNanos, beside), workers);
        }
        return keepBytes(received, actor, startNanos, beside);
    }

    /** Lets a part go if every byte of it stands in a file that was joined of it, and was just read; else keeps it. */
    private CompletionStage<Void> endPart(
            Twins.Found found, Received part, Actor actor, long startNanos, Facts beside) {
        if (found.intact().isEmpty()) {
            return keepBytes(part, actor, startNanos, beside);
        }
        SegmentId of = found.intact().get().id();
        SegmentId id = part.upload().id();
        Attributes attributes = Attributes.of(part.upload().attributes());
        ObjectNode facts = CanonicalJson.object().put("of", of.toString());
        List<String> subjects = List.of(id.toString(), attributes.recording(), of.toString());
        Facts duplicate = beside.and(Facts.of(custody.entry(Deed.DUPLICATE, actor, subjects, facts)))
                .and(Facts.whileStanding(of));
        return uploads.drop(id, duplicate)
                .thenComposeAsync(
                        commit -> commit instanceof Commit.Conflict
                                // It was disposed of in this moment.
                                ? keepBytes(part, actor, startNanos, beside)
                                : CompletableFuture.completedFuture(null),
                        workers);
    }

    private CompletionStage<Void> keepBytes(Received received, Actor actor, long startNanos, Facts beside) {
        if (received.offsetBytes() > 0) {
            return seal(received, SegmentKind.INCOMPLETE, actor, startNanos, beside)
                    .thenAccept(sealedOrOvertaken -> {});
        }
        SegmentId id = received.upload().id();
        Attributes attributes = Attributes.of(received.upload().attributes());
        return uploads.endEmpty(id, beside.and(Facts.of(custody.entry(Deed.ENDED, actor, attributes.subjects(id)))))
                .thenAccept(endedOrOvertaken -> {});
    }

    CompletionStage<Commit> abandon(UploadRow upload, Actor actor) {
        Attributes attributes = Attributes.of(upload.attributes());
        return uploads.drop(upload.id(), Facts.of(custody.entry(Deed.ENDED, actor, attributes.subjects(upload.id()))));
    }
}
