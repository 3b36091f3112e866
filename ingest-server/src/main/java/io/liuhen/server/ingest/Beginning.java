package io.liuhen.server.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.admission.Admission;
import io.liuhen.server.admission.Quotas;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.records.DeviceFiles;
import io.liuhen.server.records.PresentedFiles;
import io.liuhen.server.records.Soundness;
import io.liuhen.storage.Records;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.NewJob;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadRow;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Finds out what a wish to send a file means: a file that is here already, one that its device has begun before, or a new
 * one. Thread-safe; stages complete on worker or storage threads.
 */
final class Beginning {
    private static final int TRIES = 16;
    private static final int LOOK_PRIORITY = 5;

    private final IngestConfig config;
    private final Records records;
    private final Opening opening;
    private final Standing standing;
    private final StartedOver startedOver;
    private final Untold untold;
    private final Holdings holdings;
    private final DeviceFiles files;
    private final PresentedFiles presented;
    private final Custody custody;
    private final InstantSource clock;
    private final Metrics metrics;
    private final Executor workers;
    private final Consumer<String> brought;

    Beginning(
            IngestConfig config,
            EngineAccess engine,
            Opening opening,
            Standing standing,
            StartedOver startedOver,
            Untold untold,
            Custody custody,
            InstantSource clock,
            Metrics metrics,
            Executor workers,
            Consumer<String> brought) {
        this.config = config;
        this.records = engine.records();
        this.opening = opening;
        this.standing = standing;
        this.startedOver = startedOver;
        this.untold = untold;
        this.holdings = new Holdings(config, engine, workers, Soundness.READ_NOW_BYTES_MAX);
        this.files = new DeviceFiles(engine.records(), config.unit());
        this.presented = new PresentedFiles(engine.records(), config.unit());
        this.brought = brought;
        this.custody = custody;
        this.clock = clock;
        this.metrics = metrics;
        this.workers = workers;
    }

    /** Where an upload is for a client that begins it again. */
    @FunctionalInterface
    interface Standing {
        CompletionStage<UploadStatus> of(NewUpload.Protocol protocol, SegmentId id, Actor actor);
    }

    /**
     * What is asked.
     *
     * @param file what it is known again by, where it is
     * @param whole whether all of it comes with the request
     * @param place for an upload that is to be opened
     */
    private record Wish(
            NewUpload wanted,
            Optional<DocumentKey> file,
            boolean whole,
            Actor actor,
            Reach reach,
            Supplier<Admission.Place> place) {
        /** Whole files are never gone on with: their clients have no address, and send them again. */
        boolean resumable() {
            return wanted.protocol() == NewUpload.Protocol.TUS || wanted.protocol() == NewUpload.Protocol.RUFH;
        }
    }

    CompletionStage<Begun> begin(
            NewUpload said, boolean whole, Actor actor, Reach reach, Supplier<Admission.Place> place) {
        NewUpload wanted = said.sentBy(actor);
        Wish wish = new Wish(wanted, fileOf(wanted, actor), whole, actor, reach, place);
        return CompletableFuture.supplyAsync(() -> begin(wish), workers)
                .thenCompose(Function.identity())
                .thenApply(begun -> {
                    if (wish.resumable()
                            && begun instanceof Begun.Addressed shown
                            && !(begun instanceof Begun.Opened)) {
                        startedOver.shown(shown.id());
                    }
                    return begun;
                });
    }

    /** Of a part nothing is known again: parts of one file may have the same length and the same words. */
    private Optional<DocumentKey> fileOf(NewUpload wanted, Actor actor) {
        if (wanted.concatenation().isPartial()) {
            return Optional.empty();
        }
        String sender = Sender.of(actor, wanted.device())
                .filter(known -> !known.speaksForDevice())
                .map(Sender::identity)
                .orElse("");
        return files.key(
                wanted.received(),
                wanted.lengthBytes(),
                sender,
                wanted.concatenation().header());
    }

    private CompletionStage<Begun> begin(Wish wish) {
        List<SegmentRow> candidates = holdings.candidates(wish.wanted(), wish.reach()).stream()
                .filter(segment -> !wish.resumable() || !startedOver.useless(segment.id()))
                .toList();
        if (candidates.isEmpty()) {
            return goOn(wish, List.of(), TRIES);
        }
        return presented(wish, candidates, false, doubtful -> goOn(wish, doubtful, TRIES));
    }

    /**
     * Answers with one of these if its bytes are right, or goes on.
     *
     * @param otherwise gets those whose bytes turned out not to be
     */
    private CompletionStage<Begun> presented(
            Wish wish,
            List<SegmentRow> candidates,
            boolean toldBefore,
            Function<List<SegmentId>, CompletionStage<Begun>> otherwise) {
        return holdings.firstSound(candidates, toldBefore)
                .thenComposeAsync(
                        found -> found.intact()
                                .flatMap(segment -> present(wish, segment))
                                .<CompletionStage<Begun>>map(CompletableFuture::completedFuture)
                                .orElseGet(() -> otherwise.apply(found.doubtful())),
                        workers);
    }

    /** Somebody is to look at what should be right and is not. */
    private Facts looks(List<SegmentId> doubtful) {
        return doubtful.stream()
                .map(id -> Facts.of(new NewJob(new JobKey(config.firstJob(), id), LOOK_PRIORITY, clock.instant())))
                .reduce(Facts.none(), Facts::and);
    }

    /** Puts on record that a device has a file that is here; empty if it was disposed of in this moment. */
    private Optional<Begun> present(Wish wish, SegmentRow segment) {
        for (int tries = 0; tries < TRIES; tries++) {
            Facts facts = Facts.of(custody.entry(
                            Deed.PRESENTED,
                            wish.actor(),
                            Attributes.of(segment.attributes()).subjects(segment.id()),
                            presented(wish, segment),
                            said(wish)))
                    .and(Facts.whileStanding(segment.id()))
                    .and(standsFor(wish, segment))
                    .and(presented.brought(wish.wanted().received(), segment, clock.instant()));
            Commit commit = records.record(facts);
            if (commit instanceof Commit.Done) {
                metrics.presented();
                wish.wanted().device().ifPresent(brought);
                return Optional.of(new Begun.Here(segment));
            }
            if (commit instanceof Commit.Conflict conflict
                    && conflict.key().kind().equals(Facts.SEGMENT)) {
                return Optional.empty();
            }
            // The same file was begun in the same moment.
        }
        throw new IllegalStateException("what is known of a file changes faster than it can be read");
    }

    private static ObjectNode presented(Wish wish, SegmentRow segment) {
        return CanonicalJson.object()
                .put("protocol", wish.wanted().protocol().toString())
                .put("length", segment.lengthBytes())
                .put("sha256", segment.sha256().toString());
    }

    /** Nothing of what a device says is lost, though no upload keeps it. */
    private static ObjectNode said(Wish wish) {
        ObjectNode details = CanonicalJson.object();
        ObjectNode received = details.putObject("received");
        wish.wanted().received().forEach(received::put);
        return details;
    }

    private Facts standsFor(Wish wish, SegmentRow segment) {
        if (wish.file().isEmpty()) {
            return Facts.none();
        }
        DocumentKey file = wish.file().get();
        Optional<DeviceFiles.Known> known = files.find(file);
        return known.map(DeviceFiles.Known::upload).filter(segment.id()::equals).isPresent()
                ? Facts.none()
                : Facts.of(DeviceFiles.is(file, known, segment.id(), clock.instant()));
    }

    /** Goes on with what the same device has begun, or opens an upload. Blocks on the index. */
    private CompletionStage<Begun> goOn(Wish wish, List<SegmentId> doubtful, int tries) {
        if (!wish.resumable()) {
            return CompletableFuture.completedFuture(
                    placed(wish, Optional.empty(), looks(doubtful)).orElseThrow());
        }
        Optional<DeviceFiles.Known> known = wish.file().flatMap(files::find);
        Optional<SegmentId> mine = known.map(DeviceFiles.Known::upload)
                .filter(upload -> !startedOver.useless(upload))
                .filter(wish.reach().goesOn());
        if (mine.isEmpty()) {
            return open(wish, known, doubtful, tries);
        }
        return standing.of(wish.wanted().protocol(), mine.get(), wish.actor())
                .thenComposeAsync(
                        status -> again(wish, status, doubtful, all -> open(wish, known, all, tries)), workers);
    }

    /** Goes on otherwise where what was begun before is of no use any more, or for this request. */
    private CompletionStage<Begun> again(
            Wish wish,
            UploadStatus status,
            List<SegmentId> doubtful,
            Function<List<SegmentId>, CompletionStage<Begun>> otherwise) {
        if (status instanceof UploadStatus.Complete complete) {
            SegmentRow segment = complete.segment();
            return doubtful.contains(segment.id())
                    ? otherwise.apply(doubtful)
                    : presented(
                            wish,
                            List.of(segment),
                            true,
                            more -> otherwise.apply(Stream.concat(doubtful.stream(), more.stream())
                                    .toList()));
        }
        return status instanceof UploadStatus.Open open
                        && fits(wish, open)
                        && untold.tell(open.upload().id())
                ? kept(wish, open.upload().id(), doubtful, otherwise)
                : otherwise.apply(doubtful);
    }

    /** What comes from its first byte on cannot be put behind bytes that are here. */
    private static boolean fits(Wish wish, UploadStatus.Open open) {
        return !(wish.whole() && open.upload().offsetBytes() > 0);
    }

    /** From now on nobody lets it go; it may have been before. */
    private CompletionStage<Begun> kept(
            Wish wish,
            SegmentId id,
            List<SegmentId> doubtful,
            Function<List<SegmentId>, CompletionStage<Begun>> otherwise) {
        return standing.of(wish.wanted().protocol(), id, wish.actor())
                .thenComposeAsync(
                        status -> status instanceof UploadStatus.Open open && fits(wish, open)
                                ? CompletableFuture.completedFuture(new Begun.Again(open.upload()))
                                : otherwise.apply(doubtful),
                        workers);
    }

    private CompletionStage<Begun> open(
            Wish wish, Optional<DeviceFiles.Known> known, List<SegmentId> doubtful, int tries) {
        Optional<Begun> begun = placed(
                wish, wish.file().map(file -> id -> DeviceFiles.is(file, known, id, clock.instant())), looks(doubtful));
        if (begun.isPresent()) {
            return CompletableFuture.completedFuture(begun.get());
        }
        if (tries == 0) {
            throw new IllegalStateException("the same file is begun faster than it can be found");
        }
        return goOn(wish, doubtful, tries - 1);
    }

    /** Opens an upload where there is a place for it; empty if the same file was begun in the same moment. */
    private Optional<Begun> placed(Wish wish, Optional<Function<SegmentId, Document>> file, Facts beside) {
        Admission.Place place = wish.place().get();
        if (place instanceof Admission.Place.None none) {
            return Optional.of(new Begun.Refused(none.refused()));
        }
        Quotas.Place kept = ((Admission.Place.Kept) place).place();
        Optional<UploadRow> opened = Optional.empty();
        try {
            opened = opening.open(wish.wanted(), wish.actor(), file, beside);
        } finally {
            opened.ifPresentOrElse(upload -> kept.taken(upload.id()), kept::given);
        }
        return opened.map(Begun.Opened::new);
    }
}
