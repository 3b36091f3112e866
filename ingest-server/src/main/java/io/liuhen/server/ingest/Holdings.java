package io.liuhen.server.ingest;

import io.liuhen.server.records.SegmentReports;
import io.liuhen.server.records.Soundness;
import io.liuhen.server.records.Terms;
import io.liuhen.storage.Records;
import io.liuhen.storage.Segments;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.SegmentRow;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Finds the sealed segment in whose place a file need not be sent. Whoever hears of one may forget his copy, so it has to be
 * sound ({@link Soundness}). Thread-safe.
 */
final class Holdings {
    private static final int CANDIDATES_MAX = 32;

    private final IngestConfig config;
    private final Records records;
    private final Segments segments;
    private final Soundness soundness;
    private final Terms terms;

    /** @param readNowBytesMax the longest segment that is read whole before it is told of */
    Holdings(IngestConfig config, EngineAccess engine, Executor workers, long readNowBytesMax) {
        this.config = config;
        this.records = engine.records();
        this.segments = engine.segments();
        this.soundness = new Soundness(
                engine.segments(),
                new SegmentReports(engine.records()),
                workers,
                readNowBytesMax,
                // A job is to look at what is doubtful, with whatever is recorded next.
                (segment, damage) -> {});
        this.terms = new Terms(config.unit());
    }

    /**
     * Segments of the bytes that a creation declares, as far as its sender may be told of them; none where it declares none,
     * or where there is nothing to be spared. Blocks on the index.
     */
    List<SegmentRow> candidates(NewUpload wanted, Reach reach) {
        Optional<Sha256> declared = wanted.declaredSha256();
        boolean sent = !wanted.concatenation().isPartial()
                && !wanted.concatenation().isFinal()
                && wanted.lengthBytes().orElse(1) > 0;
        if (declared.isEmpty() || !sent) {
            return List.of();
        }
        return records
                .find(SegmentTerms.query(terms.of("sha256", declared.get().toString()), CANDIDATES_MAX))
                .hits()
                .stream()
                .flatMap(hit -> SegmentId.parse(hit.id()).stream())
                .filter(id -> reach.mayBeTold(wanted.protocol(), id))
                .flatMap(id -> segments.find(id).stream())
                .filter(segment -> answers(wanted, segment))
                .toList();
    }

    private boolean answers(NewUpload wanted, SegmentRow segment) {
        return segment.kind() == SegmentKind.COMPLETE
                && wanted.lengthBytes().orElse(segment.lengthBytes()) == segment.lengthBytes()
                // What anybody could have stored is no evidence in the place of what a known sender brings.
                && (config.trial() || !Attributes.of(segment.attributes()).trial());
    }

    /**
     * The first of these whose bytes are right, and those before it that turn out not to be.
     *
     * @param toldBefore whether their sender has been told already that they are sealed; so that nothing new is promised
     */
    CompletionStage<Twins.Found> firstSound(List<SegmentRow> candidates, boolean toldBefore) {
        return firstSound(candidates.iterator(), toldBefore, new ArrayList<>());
    }

    private CompletionStage<Twins.Found> firstSound(
            Iterator<SegmentRow> candidates, boolean toldBefore, List<SegmentId> doubtful) {
        if (!candidates.hasNext()) {
            return CompletableFuture.completedFuture(new Twins.Found(Optional.empty(), doubtful));
        }
        SegmentRow next = candidates.next();
        return soundness.of(next, toldBefore).thenCompose(sound -> {
            if (sound.equals(Optional.of(true))) {
                return CompletableFuture.completedFuture(new Twins.Found(Optional.of(next), doubtful));
            }
            sound.ifPresent(damaged -> doubtful.add(next.id()));
            return firstSound(candidates, toldBefore, doubtful);
        });
    }
}
