package io.liuhen.server.dossier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.dossier.Dossier.Kind;
import io.liuhen.server.records.DueRows;
import io.liuhen.server.records.DueRows.Named;
import io.liuhen.server.records.DueRows.Subject;
import io.liuhen.server.records.Recordings;
import io.liuhen.server.records.Terms;
import io.liuhen.storage.Records;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentIndex.Hit;
import io.liuhen.storage.index.DocumentIndex.Order;
import io.liuhen.storage.index.DocumentIndex.Query;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Acts and cases: put on record, corrected version by version, found. Thread-safe; blocks on the disk. */
public final class Dossiers {
    private final Records records;
    private final Recordings recordings;
    private final Forms forms;
    private final CaseNumbers numbers;
    private final DueRows due;
    private final Terms terms;
    private final Custody custody;
    private final IdGenerator ids;
    private final InstantSource clock;

    /** @param unit whose acts and cases they are */
    public Dossiers(
            Records records,
            Recordings recordings,
            Forms forms,
            String unit,
            Custody custody,
            IdGenerator ids,
            InstantSource clock) {
        this.records = records;
        this.recordings = recordings;
        this.forms = forms;
        this.numbers = new CaseNumbers(records, unit);
        this.due = new DueRows(records, unit);
        this.terms = new Terms(unit);
        this.custody = custody;
        this.ids = ids;
        this.clock = clock;
    }

    /** What became of a statement. */
    public sealed interface Outcome {
        /** It is the newest version now, or was already. */
        record Done(Dossier dossier) implements Outcome {}

        /** There is none of this id. */
        record Unknown() implements Outcome {}

        /** It has another version than the caller has seen. */
        record WrongVersion(int currentVersion) implements Outcome {}

        /** It makes no sense; what is wrong, as sentences. */
        record Invalid(List<String> errors) implements Outcome {}

        /** It is archived, or part of a case that is: what was wrong in it is told in an addendum. */
        record Archived(String file) implements Outcome {}

        /** Another case has this number. */
        record NumberTaken(String id) implements Outcome {}
    }

    /**
     * A page.
     *
     * @param next where to go on; empty at the end
     */
    public record Page(List<Dossier> dossiers, Optional<String> next) {}

    /** Puts a new one on record. */
    public Outcome open(Kind kind, String by, ObjectNode content, Actor actor) {
        Instant now = clock.instant();
        Dossier first = new Dossier(kind, ids.uuid().toString(), 1, now, now, by, content, Map.of());
        return record(Optional.empty(), first, actor);
    }

    /** Corrects one: the whole of it is stated again. */
    public Outcome change(Kind kind, String id, int expectedVersion, String by, ObjectNode content, Actor actor) {
        Optional<Dossier> found = find(kind, id);
        if (found.isEmpty()) {
            return new Outcome.Unknown();
        }
        Dossier before = found.get();
        if (before.version() != expectedVersion) {
            return new Outcome.WrongVersion(before.version());
        }
        if (before.content().equals(content)) {
            return new Outcome.Done(before);
        }
        Dossier next = new Dossier(
                kind, id, expectedVersion + 1, clock.instant(), before.createdAt(), by, content, before.since());
        return record(found, next, actor);
    }

    private Outcome record(Optional<Dossier> before, Dossier stated, Actor actor) {
        Form form = forms.read(stated.kind(), stated.content());
        Optional<String> closed = archived(before, stated, form);
        if (closed.isPresent()) {
            return new Outcome.Archived(closed.get());
        }
        List<String> errors = form.errors().isEmpty() ? missing(form) : form.errors();
        if (!errors.isEmpty()) {
            return new Outcome.Invalid(errors);
        }
        Map<String, String> points = before.map(
                        old -> forms.read(old.kind(), old.content()).points())
                .orElse(Map.of());
        Map<String, Instant> since = new HashMap<>();
        form.points().forEach((name, value) -> {
            Instant known = stated.since().get(name);
            since.put(name, known != null && value.equals(points.get(name)) ? known : stated.at());
        });
        Dossier next = new Dossier(
                stated.kind(),
                stated.id(),
                stated.version(),
                stated.at(),
                stated.createdAt(),
                stated.by(),
                stated.content(),
                since);
        Facts facts = Facts.of(document(next, form)).and(entry(next, form, actor));
        if (form.number().isPresent()) {
            CaseNumbers.Taking taking = numbers.take(
                    form.number().get(),
                    before.flatMap(old -> forms.read(old.kind(), old.content()).number()),
                    next.id(),
                    next.at());
            if (taking.holder().isPresent()) {
                return new Outcome.NumberTaken(taking.holder().get());
            }
            facts = facts.and(taking.facts());
        }
        for (Named marked : affected(before, next, form)) {
            facts = facts.and(Facts.of(due.marked(marked.subject(), marked.id(), next.at())));
        }
        Commit commit = records.record(facts);
        if (commit instanceof Commit.Conflict) {
            // Of its own version, or of what stands around it: whoever was faster is seen now.
            return find(next.kind(), next.id())
                    .filter(now -> now.version() != next.version() - 1)
                    .<Outcome>map(now -> new Outcome.WrongVersion(now.version()))
                    .orElseGet(() -> record(before, stated, actor));
        }
        return new Outcome.Done(next);
    }

    /** The archived case that it would change. */
    private Optional<String> archived(Optional<Dossier> before, Dossier stated, Form form) {
        Set<String> files = new LinkedHashSet<>(form.cases());
        before.ifPresent(
                old -> files.addAll(forms.read(old.kind(), old.content()).cases()));
        if (stated.kind() == Kind.CASE) {
            files.add(stated.id());
        }
        return files.stream()
                .filter(id -> find(Kind.CASE, id).flatMap(Dossier::archivedAt).isPresent())
                .findFirst();
    }

    /**
     * Closes a case for ever, together with what is archived of it. A conflict means that somebody has changed it meanwhile.
     *
     * @param facts what is archived
     */
    public Commit archive(Dossier file, String by, Instant now, Facts facts) {
        Dossier closed = file.archived(by, now);
        Form form = forms.read(closed.kind(), closed.content());
        return records.record(
                facts.and(Facts.of(document(closed, form))).and(Facts.of(due.marked(Subject.CASE, closed.id(), now))));
    }

    private List<String> missing(Form form) {
        return form.recordings().stream()
                .map(Link::recording)
                .filter(id -> recordings.find(id).isEmpty())
                .map(id -> "there is no recording " + id)
                .findFirst()
                .or(() -> form.cases().stream()
                        .filter(id -> find(Kind.CASE, id).isEmpty())
                        .map(id -> "there is no case " + id)
                        .findFirst())
                .map(List::of)
                .orElse(List.of());
    }

    /** Itself, and whatever it is or was part of. */
    private Set<Named> affected(Optional<Dossier> before, Dossier next, Form form) {
        Set<Named> affected = new LinkedHashSet<>();
        affected.add(new Named(next.kind().subject(), next.id()));
        Set<String> cases = new LinkedHashSet<>(form.cases());
        Set<String> takes = new LinkedHashSet<>();
        form.recordings().forEach(link -> takes.add(link.recording()));
        before.map(old -> forms.read(old.kind(), old.content())).ifPresent(old -> {
            cases.addAll(old.cases());
            old.recordings().forEach(link -> takes.add(link.recording()));
        });
        cases.forEach(id -> affected.add(new Named(Subject.CASE, id)));
        takes.forEach(id -> affected.add(new Named(Subject.RECORDING, id)));
        return affected;
    }

    private Facts entry(Dossier next, Form form, Actor actor) {
        Set<String> subjects = new LinkedHashSet<>(List.of(next.id()));
        form.recordings().forEach(link -> subjects.add(link.recording()));
        subjects.addAll(form.cases());
        ObjectNode details = CanonicalJson.object().put("by", next.by());
        details.set("content", next.content());
        return Facts.of(custody.entry(
                next.kind().deed(),
                actor,
                List.copyOf(subjects),
                CanonicalJson.object().put("version", next.version()),
                details));
    }

    private Document document(Dossier next, Form form) {
        return new Document(
                key(next.kind(), next.id()),
                next.version(),
                next.at(),
                form.sortAt().orElse(next.createdAt()),
                next.body(),
                form.terms(terms));
    }

    /** The newest version. */
    public Optional<Dossier> find(Kind kind, String id) {
        return records.newest(key(kind, id)).map(document -> Dossier.of(kind, document));
    }

    /** All versions, oldest first. */
    public List<Dossier> versions(Kind kind, String id) {
        return records.versions(key(kind, id)).stream()
                .map(document -> Dossier.of(kind, document))
                .toList();
    }

    /** What an act says. */
    public Act act(Dossier dossier) {
        return forms.act(dossier.content());
    }

    /** What a case says. */
    public CaseFile file(Dossier dossier) {
        return forms.file(dossier.content());
    }

    /** The case of a number. */
    public Optional<String> ofNumber(String number) {
        return numbers.find(number);
    }

    /**
     * Acts or cases that carry a value under a name, newest first; all of them where no name is given. Throws {@code
     * IllegalArgumentException} for a cursor that is none.
     */
    public Page list(Kind kind, Optional<Map.Entry<String, String>> by, Optional<String> cursor, int limit) {
        Query query = new Query(
                kind.toString(),
                by.map(each -> terms.of(each.getKey(), each.getValue())).orElseGet(terms::all),
                Optional.empty(),
                Optional.empty(),
                cursor,
                limit,
                Order.NEWEST_FIRST);
        List<Hit> hits = records.find(query).hits();
        return new Page(
                hits.stream().flatMap(hit -> find(kind, hit.id()).stream()).toList(),
                hits.size() < limit
                        ? Optional.empty()
                        : Optional.of(hits.get(hits.size() - 1).cursor()));
    }

    private static DocumentKey key(Kind kind, String id) {
        return new DocumentKey(kind.toString(), id);
    }
}
