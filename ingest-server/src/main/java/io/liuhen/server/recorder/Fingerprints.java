package io.liuhen.server.recorder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.finding.Finding;
import io.liuhen.server.finding.Finding.Kind;
import io.liuhen.server.media.MediaFacts;
import io.liuhen.server.records.Terms;
import io.liuhen.storage.Records;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentIndex.Order;
import io.liuhen.storage.index.DocumentIndex.Query;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What the files of each model are like: one document with versions for each model and sort of media, learnt from the
 * first verified files of enrolled devices. Thread-safe; blocks on the disk.
 */
public final class Fingerprints {
    private static final String KIND = "recorder-model";
    private static final int SCHEMA = 1;
    private static final int LISTED_MAX = 500;

    private final Records records;
    private final String unit;
    private final Terms terms;
    private final Custody custody;
    private final InstantSource clock;
    private final int wanted;

    /** @param wanted files from which a model is learnt */
    public Fingerprints(Records records, String unit, Custody custody, InstantSource clock, int wanted) {
        this.records = records;
        this.unit = unit;
        this.terms = new Terms(unit);
        this.custody = custody;
        this.clock = clock;
        this.wanted = wanted;
    }

    /**
     * What looking at one file gives.
     *
     * @param findings how it differs from what was learnt
     * @param facts what was learnt from it, to be committed with what else is known of it
     */
    public record Looked(List<Finding> findings, Facts facts) {}

    /**
     * Compares a verified file with those of its model; learns from it while the model is new.
     *
     * @param enrolled whether the device has proven that it is the one that it names
     */
    public Looked look(String model, String segment, MediaFacts media, boolean enrolled) {
        String sort = media.kind().name().toLowerCase(Locale.ROOT);
        Optional<Document> newest = records.newest(key(model, sort));
        Fingerprint known = newest.map(document -> Fingerprint.of(document.body()))
                .orElseGet(() -> Fingerprint.empty(model, sort, wanted));
        SortedMap<String, String> traits = Traits.of(media);
        if (known.segments().contains(segment)) {
            return new Looked(List.of(), Facts.none());
        }
        if (known.isLearnt()) {
            return new Looked(differing(known, segment, traits), Facts.none());
        }
        if (!enrolled) {
            return new Looked(List.of(), Facts.none());
        }
        Fingerprint next = known.with(segment, traits);
        Facts facts = Facts.of(document(next, newest, next.json()));
        if (next.isLearnt()) {
            facts = facts.and(Facts.of(custody.entry(
                    Deed.MODEL_LEARNT,
                    Actor.server(),
                    List.of(key(model, sort).id()),
                    CanonicalJson.object()
                            .put("sort", sort)
                            .put("files", next.segments().size()),
                    CanonicalJson.object().put("model", model))));
        }
        return new Looked(List.of(), facts);
    }

    private static List<Finding> differing(Fingerprint known, String segment, SortedMap<String, String> traits) {
        List<String> names = known.differing(traits);
        if (names.isEmpty()) {
            return List.of();
        }
        List<String> expected = names.stream()
                .map(name -> String.join(" | ", known.traits().getOrDefault(name, List.of())))
                .toList();
        List<String> found =
                names.stream().map(name -> traits.getOrDefault(name, "")).toList();
        StringBuilder chinese = new StringBuilder("与型号" + known.model() + "的其他文件不同：");
        StringBuilder english = new StringBuilder("It differs from other files of the model " + known.model() + ": ");
        for (int i = 0; i < names.size(); i++) {
            chinese.append(i == 0 ? "" : "；")
                    .append(names.get(i) + "通常为\u201c" + expected.get(i) + "\u201d，此文件为\u201c" + found.get(i)
                            + "\u201d");
            english.append(i == 0 ? "" : "; ")
                    .append(names.get(i) + " is usually \"" + expected.get(i) + "\" and here \"" + found.get(i) + "\"");
        }
        return List.of(new Finding(
                Kind.MODEL_DIFFERS,
                chinese.append("。").toString(),
                english.append(".").toString(),
                List.of(segment),
                Map.of("model", known.model(), "traits", names, "expected", expected, "found", found)));
    }

    /** All models that were learnt, or are being learnt, newest first. */
    public List<ObjectNode> list() {
        Query query = new Query(
                KIND,
                terms.all(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                LISTED_MAX,
                Order.NEWEST_FIRST);
        return records.find(query).hits().stream()
                .flatMap(hit -> records.newest(new DocumentKey(KIND, hit.id())).stream())
                .map(Fingerprints::shown)
                .toList();
    }

    /** One of them, as each of its versions had it, newest last. */
    public List<ObjectNode> versions(String id) {
        return records.versions(new DocumentKey(KIND, id)).stream()
                .filter(document -> document.body().path("unit").asText().equals(unit))
                .map(Fingerprints::shown)
                .toList();
    }

    /** Forgets what was learnt, so that it is learnt anew from the next files; empty if there is no such model. */
    public Optional<ObjectNode> forget(String id, String why, Actor actor) {
        while (true) {
            Optional<Document> newest = records.newest(new DocumentKey(KIND, id))
                    .filter(document -> document.body().path("unit").asText().equals(unit));
            if (newest.isEmpty()) {
                return Optional.empty();
            }
            Fingerprint known = Fingerprint.of(newest.get().body());
            Fingerprint empty = Fingerprint.empty(known.model(), known.sort(), wanted);
            Document next = document(empty, newest, empty.json().put("forgotten", true));
            Facts facts = Facts.of(next)
                    .and(Facts.of(custody.entry(
                            Deed.MODEL_FORGOTTEN,
                            actor,
                            List.of(id),
                            CanonicalJson.object().put("sort", known.sort()),
                            CanonicalJson.object().put("model", known.model()).put("why", why))));
            if (records.record(facts) instanceof Commit.Done) {
                return Optional.of(shown(next));
            }
            // Something was learnt in between: that is forgotten with the rest.
        }
    }

    private static ObjectNode shown(Document document) {
        ObjectNode json = document.body().deepCopy();
        json.remove("schema");
        json.remove("unit");
        return json.put("id", document.key().id())
                .put("version", document.version())
                .put("at", document.at().toString());
    }

    private Document document(Fingerprint next, Optional<Document> newest, ObjectNode body) {
        Instant now = clock.instant();
        body.put("schema", SCHEMA).put("unit", unit);
        return new Document(
                key(next.model(), next.sort()),
                newest.map(Document::version).orElse(0) + 1,
                now,
                now,
                body,
                List.of(terms.all()));
    }

    private DocumentKey key(String model, String sort) {
        byte[] name = CanonicalJson.write(
                CanonicalJson.object().put("unit", unit).put("model", model).put("sort", sort));
        return new DocumentKey(KIND, Sha256.digestOf(name).toString());
    }
}
