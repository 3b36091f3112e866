package io.liuhen.server.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.records.Terms;
import io.liuhen.storage.Uploads;
import io.liuhen.storage.Uploads.Received;
import io.liuhen.storage.Uploads.SealOutcome;
import io.liuhen.storage.Uploads.SealRequest;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.NewJob;
import io.liuhen.storage.index.Term;
import io.liuhen.storage.index.UploadRow;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** Seals uploads with what is recorded then, and with what they are found by. Thread-safe; stages complete on storage threads. */
final class Sealer {
    private static final int PRIORITY_KEY_MARKED = 2;
    static final int PRIORITY_USUAL = 5;

    private final IngestConfig config;
    private final Uploads uploads;
    private final Custody custody;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Metrics metrics;
    private final Consumer<String> brought;
    private final Terms terms;

    Sealer(
            IngestConfig config,
            Uploads uploads,
            Custody custody,
            InstantSource clock,
            LongSupplier nanoTime,
            Metrics metrics,
            Consumer<String> brought) {
        this.config = config;
        this.uploads = uploads;
        this.custody = custody;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.metrics = metrics;
        this.brought = brought;
        this.terms = new Terms(config.unit());
    }

    /**
     * Seals.
     *
     * @param beside what becomes true with it
     * @param unmatched what was declared, where that is not what came
     */
    CompletionStage<SealOutcome> seal(
            Received received,
            SegmentKind kind,
            Actor actor,
            long startNanos,
            Facts beside,
            Optional<Sha256> unmatched) {
        SegmentId id = received.upload().id();
        Attributes attributes = Attributes.of(received.upload().attributes());
        ObjectNode facts = CanonicalJson.object()
                .put("kind", kind.toString())
                .put("length", received.offsetBytes())
                .put("sha256", received.sha256().toString());
        unmatched.ifPresent(declared -> facts.put("declared", declared.toString()));
        int priority = attributes.word("keyMark").isBlank() ? PRIORITY_USUAL : PRIORITY_KEY_MARKED;
        Facts together = beside.and(Facts.of(custody.entry(Deed.SEALED, actor, attributes.subjects(id), facts)))
                .and(Facts.of(new NewJob(new JobKey(config.firstJob(), id), priority, clock.instant())));
        List<Term> found = foundBy(received, kind, attributes, unmatched);
        return uploads.seal(new SealRequest(id, received.offsetBytes(), kind, found, together))
                .thenApply(outcome -> {
                    if (outcome instanceof SealOutcome.Sealed) {
                        metrics.sealed(kind.toString(), nanoTime.getAsLong() - startNanos);
                        brought.accept(attributes.word("device"));
                    }
                    return outcome;
                });
    }

    private List<Term> foundBy(Received received, SegmentKind kind, Attributes attributes, Optional<Sha256> unmatched) {
        List<Term> found = new ArrayList<>(List.of(terms.all()));
        if (kind == SegmentKind.COMPLETE) {
            found.add(terms.of("sha256", received.sha256().toString()));
            found.add(sameTerm(received.upload(), received.sha256()));
            if (!attributes.word("device").isBlank()) {
                found.add(terms.bytes(attributes.word("device"), received.sha256()));
            }
        } else {
            found.add(terms.of("state", kind.toString()));
            unmatched.ifPresent(declared -> found.add(saidTerm(received.upload(), declared, received.sha256())));
        }
        attributes.concatenation().parts().stream()
                .distinct()
                .map(this::partTerm)
                .forEach(found::add);
        return found;
    }

    /** What one device has said of bytes that were others. */
    Term saidTerm(UploadRow upload, Sha256 declared, Sha256 received) {
        return ofSender(
                upload,
                "said",
                Attributes.of(upload.attributes()).word("device"),
                declared.toString(),
                received.toString());
    }

    /** Who does not speak for the device that he names has files of his own, whatever device he names. */
    private Term ofSender(UploadRow upload, String name, String... words) {
        String[] values = Stream.concat(
                        Stream.of(words),
                        Sender.in(upload.attributes())
                                .filter(sender -> !sender.speaksForDevice())
                                .map(Sender::identity)
                                .stream())
                .toArray(String[]::new);
        return terms.of(name, values);
    }

    /** What a sender's same bytes under the same name are found by. */
    Term sameTerm(UploadRow upload, Sha256 sha256) {
        Attributes attributes = Attributes.of(upload.attributes());
        return ofSender(upload, "same", attributes.word("device"), attributes.word("filename"), sha256.toString());
    }

    /** What the files that were joined of a part are found by. */
    Term partTerm(SegmentId part) {
        return terms.of("part", part.toString());
    }
}
