package io.liuhen.server.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.records.Recordings;
import io.liuhen.storage.Uploads;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.UploadRow;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** How uploads begin: with a place in a recording, and with an entry in the custody log. Thread-safe; blocks on the disk. */
final class Opening {
    private static final Pattern EXTENSION = Pattern.compile("[a-z0-9]{1,8}");
    private static final int PLACE_TRIES = 16;

    private final IngestConfig config;
    private final Uploads uploads;
    private final Recordings recordings;
    private final Untold untold;
    private final Custody custody;
    private final IdGenerator ids;
    private final InstantSource clock;

    Opening(
            IngestConfig config,
            Uploads uploads,
            Recordings recordings,
            Untold untold,
            Custody custody,
            IdGenerator ids,
            InstantSource clock) {
        this.config = config;
        this.uploads = uploads;
        this.recordings = recordings;
        this.untold = untold;
        this.custody = custody;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Opens an upload; durable when this returns.
     *
     * @param file makes the document that says which file of its device it is, where it is to be known again
     * @return empty if the same file was begun in the same moment
     */
    Optional<UploadRow> open(
            NewUpload wanted, Actor actor, Optional<Function<SegmentId, Document>> file, Facts beside) {
        SegmentId id = ids.segment();
        Optional<UploadRow> opened = Optional.empty();
        untold.opening(id, wanted.protocol());
        try {
            opened = open(id, wanted, actor, file, beside);
        } finally {
            if (opened.isEmpty()) {
                untold.over(id);
            }
        }
        return opened;
    }

    private Optional<UploadRow> open(
            SegmentId id, NewUpload wanted, Actor actor, Optional<Function<SegmentId, Document>> file, Facts beside) {
        Optional<Document> known = file.map(of -> of.apply(id));
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
                    wanted.header(),
                    wanted.concatenation());
            UploadRow upload = UploadRow.opened(
                    id, wanted.lengthBytes(), fileName(attributes), recorded(attributes, sender), clock.instant());
            ObjectNode facts = CanonicalJson.object().put("protocol", attributes.protocol());
            wanted.lengthBytes().ifPresent(length -> facts.put("length", length));
            Facts together = place.facts()
                    .and(beside)
                    .and(Facts.of(custody.entry(Deed.CREATED, actor, attributes.subjects(id), facts)))
                    .and(known.map(Facts::of).orElseGet(Facts::none));
            if (wanted.concatenation().isFinal()) {
                together =
                        together.and(Joining.job(id, !attributes.word("keyMark").isBlank(), clock.instant()));
            }
            Commit commit =
                    uploads.create(upload, together).toCompletableFuture().join();
            if (commit instanceof Commit.Done) {
                return Optional.of(upload);
            }
            if (commit instanceof Commit.Conflict conflict
                    && known.filter(document -> document.key().equals(conflict.key()))
                            .isPresent()) {
                return Optional.empty();
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

    private static ObjectNode recorded(Attributes attributes, Optional<Sender> sender) {
        return sender.map(known -> known.addedTo(attributes.json())).orElseGet(attributes::json);
    }
}
