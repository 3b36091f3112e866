package io.liuhen.server.archiving;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.archiving.Freezing.Missing;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.dossier.Dossier;
import io.liuhen.server.dossier.Dossier.Kind;
import io.liuhen.server.dossier.Dossiers;
import io.liuhen.server.dossier.Sheets;
import io.liuhen.server.duty.Duties;
import io.liuhen.server.records.Recordings;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.storage.StorageEngine;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Volumes and their addenda. Thread-safe; blocks on the disk. */
public final class Volumes {
    private static final String NUMBERS = "volume-number";
    private static final int TRIES_MAX = 16;

    private final StorageEngine engine;
    private final Dossiers dossiers;
    private final Freezing freezing;
    private final String unit;
    private final ZoneId zone;
    private final Custody custody;
    private final InstantSource clock;

    /**
     * @param unit with whose name numbers begin
     * @param zone in which a year begins
     */
    public Volumes(
            StorageEngine engine,
            Recordings recordings,
            SegmentReports reports,
            Dossiers dossiers,
            Sheets sheets,
            Duties duties,
            String unit,
            ZoneId zone,
            Custody custody,
            InstantSource clock) {
        this.engine = engine;
        this.dossiers = dossiers;
        this.freezing = new Freezing(dossiers, engine.segments(), recordings, reports, sheets, duties);
        this.unit = unit;
        this.zone = zone;
        this.custody = custody;
        this.clock = clock;
    }

    /** What became of archiving. */
    public sealed interface Outcome {
        /** It is archived now, or was already. */
        record Done(Volume volume) implements Outcome {}

        /** There is no such case. */
        record Unknown() implements Outcome {}

        /** What is missing; each with the article that asks for it, where one does. */
        record Incomplete(List<String> missing) implements Outcome {}
    }

    /** What became of an approval. */
    public sealed interface Approved {
        /** It is part of the volume. */
        record Done(Addendum addendum) implements Approved {}

        /** There is none of this number. */
        record Unknown() implements Approved {}

        /** Nobody approves what he says himself. */
        record Own() implements Approved {}
    }

    /** Archives a case. */
    public Outcome archive(String id, String by, Actor actor) {
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            Optional<Volume> there = find(id);
            if (there.isPresent()) {
                return new Outcome.Done(there.get());
            }
            Optional<Dossier> file = dossiers.find(Kind.CASE, id);
            if (file.isEmpty()) {
                return new Outcome.Unknown();
            }
            List<Missing> missing = freezing.missing(file.get());
            if (!missing.isEmpty()) {
                return new Outcome.Incomplete(missing.stream()
                        .map(each -> each.what() + " of " + each.subject()
                                + each.article()
                                        .map(article -> " (" + article + ")")
                                        .orElse(""))
                        .toList());
            }
            Instant now = clock.instant();
            Numbered number = next(now);
            Volume volume = new Volume(id, number.text(), now, freezing.content(file.get(), number.text(), by));
            Document document = new Document(key(id), 1, now, now, volume.body(), List.of());
            Facts facts = Facts.of(document).and(Facts.of(number.taken())).and(entry(Deed.ARCHIVED, volume, "", actor));
            if (dossiers.archive(file.get(), by, now, facts) instanceof Commit.Done) {
                return new Outcome.Done(volume);
            }
            // Somebody has changed the case, or taken the number, in the same moment.
        }
        throw new IllegalStateException("case " + id + " changes faster than it can be archived");
    }

    /**
     * A number, and the document that says that it is taken.
     *
     * @param text unit, year, and a number of four digits that begins anew each year
     */
    private record Numbered(String text, Document taken) {}

    private Numbered next(Instant now) {
        int year = now.atZone(zone).getYear();
        DocumentKey key = new DocumentKey(NUMBERS, unit + "/" + year);
        int count = engine.records().newest(key).map(Document::version).orElse(0) + 1;
        ObjectNode body = CanonicalJson.object().put("schema", 1).put("last", count);
        return new Numbered(
                String.format(Locale.ROOT, "%s-%d-%04d", unit, year, count),
                new Document(key, count, now, now, body, List.of()));
    }

    private Facts entry(Deed deed, Volume volume, String text, Actor actor) {
        Set<String> subjects = new LinkedHashSet<>(List.of(volume.file()));
        volume.content()
                .path("recordings")
                .forEach(each -> subjects.add(each.path("id").asText()));
        ObjectNode facts = CanonicalJson.object()
                .put("number", volume.number())
                .put("sha256", volume.sha256().toString());
        ObjectNode details = CanonicalJson.object();
        if (!text.isEmpty()) {
            details.put("text", text);
        }
        return Facts.of(custody.entry(deed, actor, List.copyOf(subjects), facts, details));
    }

    /** The volume of a case. */
    public Optional<Volume> find(String id) {
        return engine.records().newest(key(id)).map(Volume::of);
    }

    /**
     * Says what turned out wrong; it counts once somebody else approves it. Empty where there is no volume.
     *
     * @param who the identity of the caller
     */
    public Optional<Addendum> add(String id, String by, String who, String text, Actor actor) {
        Optional<Volume> volume = find(id);
        if (volume.isEmpty()) {
            return Optional.empty();
        }
        while (true) {
            int number = addenda(id).size() + 1;
            Instant now = clock.instant();
            Addendum fresh = new Addendum(id, number, by, who, text, now, Optional.empty());
            Facts facts = Facts.of(new Document(addendumKey(id, number), 1, now, now, fresh.body(), List.of()))
                    .and(entry(Deed.ADDENDUM_PROPOSED, volume.get(), text, actor));
            if (engine.records().record(facts) instanceof Commit.Done) {
                return Optional.of(fresh);
            }
            // Somebody else's has this number now.
        }
    }

    /** Somebody else agrees. */
    public Approved approve(String id, int number, String by, String who, Actor actor) {
        Optional<Volume> volume = find(id);
        Optional<Document> found = engine.records().newest(addendumKey(id, number));
        if (volume.isEmpty() || found.isEmpty()) {
            return new Approved.Unknown();
        }
        Addendum before = Addendum.of(found.get());
        if (before.approval().isPresent()) {
            return new Approved.Done(before);
        }
        if (before.who().equals(who) || before.by().equals(by)) {
            return new Approved.Own();
        }
        Instant now = clock.instant();
        Addendum after = before.approved(by, now);
        Facts facts = Facts.of(new Document(addendumKey(id, number), 2, now, before.at(), after.body(), List.of()))
                .and(entry(Deed.ADDENDUM_APPROVED, volume.get(), "", actor));
        engine.records().record(facts);
        // Where another was faster, that approval is the one.
        return engine.records()
                .newest(addendumKey(id, number))
                .<Approved>map(document -> new Approved.Done(Addendum.of(document)))
                .orElseGet(Approved.Unknown::new);
    }

    /** All that was said, in its order. */
    public List<Addendum> addenda(String id) {
        List<Addendum> all = new ArrayList<>();
        Optional<Document> next = engine.records().newest(addendumKey(id, 1));
        while (next.isPresent()) {
            all.add(Addendum.of(next.get()));
            next = engine.records().newest(addendumKey(id, all.size() + 1));
        }
        return all;
    }

    private static DocumentKey key(String id) {
        return new DocumentKey(Volume.KIND, id);
    }

    private static DocumentKey addendumKey(String id, int number) {
        return new DocumentKey(Addendum.KIND, id + "/" + number);
    }
}
