package io.liuhen.server.transcript;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.records.Recordings;
import io.liuhen.server.transcript.Transcript.Confirmation;
import io.liuhen.server.transcript.Transcript.Written;
import io.liuhen.storage.Records;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The transcripts of all recordings. Thread-safe; blocks on the disk. */
public final class Transcripts {
    private static final int SCHEMA = 1;

    private final Records records;
    private final Recordings recordings;
    private final Custody custody;
    private final InstantSource clock;

    public Transcripts(Records records, Recordings recordings, Custody custody, InstantSource clock) {
        this.records = records;
        this.recordings = recordings;
        this.custody = custody;
        this.clock = clock;
    }

    /** Keeps a new version; the one that is the newest already is not kept twice. Empty if there is no such recording. */
    public Optional<Transcript> add(String recording, Written written, Actor actor) {
        if (recordings.find(recording).isEmpty()) {
            return Optional.empty();
        }
        while (true) {
            Optional<Transcript> newest = newest(recording);
            if (newest.isPresent() && newest.get().written().equals(written)) {
                return newest;
            }
            Transcript next = new Transcript(
                    recording,
                    newest.map(Transcript::version).orElse(0) + 1,
                    clock.instant(),
                    written,
                    Optional.empty());
            Document document =
                    new Document(key(recording), next.version(), next.at(), next.at(), next.body(), List.of());
            if (records.record(Facts.of(document).and(entry(next, actor))) instanceof Commit.Done) {
                return Optional.of(next);
            }
            // Somebody else's came first: this one follows it.
        }
    }

    private Facts entry(Transcript next, Actor actor) {
        ObjectNode facts = CanonicalJson.object()
                .put("version", next.version())
                .put("format", next.written().format().toString())
                .put("sha256", next.sha256().toString());
        ObjectNode details = CanonicalJson.object();
        next.written().author().ifPresent(name -> details.put("author", name));
        next.written().checker().ifPresent(name -> details.put("checker", name));
        next.written().machine().ifPresent(name -> facts.put("machine", name));
        return Facts.of(custody.entry(Deed.TRANSCRIBED, actor, List.of(next.recording()), facts, details));
    }

    /** What became of a confirmation. */
    public sealed interface Confirmed {
        /** It counts now, or did already. */
        record Done(Transcript transcript) implements Confirmed {}

        /** A person wrote it: nothing is to be confirmed. */
        record ByAPerson() implements Confirmed {}

        /** There is no such version. */
        record Unknown() implements Confirmed {}
    }

    /** A person says that what a machine has heard was said. The first who says so is kept. */
    public Confirmed confirm(String recording, int version, String by, Actor actor) {
        Optional<Transcript> found = find(recording, version);
        if (found.isEmpty()) {
            return new Confirmed.Unknown();
        }
        if (found.get().written().machine().isEmpty()) {
            return new Confirmed.ByAPerson();
        }
        if (found.get().confirmation().isPresent()) {
            return new Confirmed.Done(found.get());
        }
        Confirmation confirmation = new Confirmation(by, clock.instant());
        Document document = new Document(
                confirmationKey(recording, version),
                1,
                confirmation.at(),
                confirmation.at(),
                CanonicalJson.object().put("schema", SCHEMA).put("by", by),
                List.of());
        Facts facts = Facts.of(document)
                .and(Facts.of(custody.entry(
                        Deed.TRANSCRIPT_CONFIRMED,
                        actor,
                        List.of(recording),
                        CanonicalJson.object().put("version", version),
                        CanonicalJson.object().put("by", by))));
        records.record(facts);
        // Where another was faster, that confirmation is the one.
        return find(recording, version).<Confirmed>map(Confirmed.Done::new).orElseGet(Confirmed.Unknown::new);
    }

    /** All versions, oldest first. */
    public List<Transcript> versions(String recording) {
        return records.versions(key(recording)).stream().map(this::whole).toList();
    }

    /** One version. */
    public Optional<Transcript> find(String recording, int version) {
        return records.versions(key(recording)).stream()
                .filter(document -> document.version() == version)
                .findFirst()
                .map(this::whole);
    }

    private Optional<Transcript> newest(String recording) {
        return records.newest(key(recording)).map(this::whole);
    }

    private Transcript whole(Document document) {
        return Transcript.of(
                document, records.newest(confirmationKey(document.key().id(), document.version())));
    }

    private static DocumentKey key(String recording) {
        return new DocumentKey(Transcript.KIND, recording);
    }

    private static DocumentKey confirmationKey(String recording, int version) {
        return new DocumentKey(Confirmation.KIND, recording + "/" + version);
    }
}
