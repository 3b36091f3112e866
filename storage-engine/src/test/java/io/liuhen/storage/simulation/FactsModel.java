package io.liuhen.storage.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.LedgerEntry;
import io.liuhen.storage.index.NewJob;
import io.liuhen.storage.index.Term;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Documents and ledger entries: what clients were told of them, and which changes are in doubt. */
final class FactsModel {
    static final List<String> KINDS_OF_JOBS = List.of("check", "copy");
    static final String ALL = "all";

    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");

    final JobsModel jobs = new JobsModel();
    private final Machine machine;
    private final Map<DocumentKey, List<Document>> versions = new LinkedHashMap<>();
    private final List<Change> changes = new ArrayList<>();

    /** Documents that a change under way or in doubt is about. */
    private final Set<DocumentKey> busy = new HashSet<>();

    private int time;
    private int entries;

    FactsModel(Machine machine) {
        this.machine = machine;
    }

    /** Facts to ask for, and the conflict that they must meet, if any. */
    record Proposal(Change change, Optional<Commit.Conflict> conflict) {
        Facts facts() {
            return change.facts;
        }
    }

    List<Document> versions(DocumentKey key) {
        return versions.getOrDefault(key, List.of());
    }

    static List<DocumentKey> keys() {
        return NAMES.stream().map(name -> new DocumentKey("note", name)).toList();
    }

    List<Change> changes() {
        return changes;
    }

    int now() {
        return time;
    }

    /** Something to be true, about these subjects. */
    Proposal propose(List<SegmentId> subjects) {
        List<Document> documents = new ArrayList<>();
        Optional<Commit.Conflict> conflict = Optional.empty();
        for (DocumentKey key : keys()) {
            if (machine.oneIn(4) && !busy.contains(key)) {
                int current = versions(key).size();
                boolean wrong = machine.oneIn(12);
                if (wrong && conflict.isEmpty()) {
                    conflict = Optional.of(new Commit.Conflict(key, current));
                }
                documents.add(document(key, current + (wrong ? 2 : 1)));
            }
        }
        List<LedgerEntry> made = new ArrayList<>();
        for (int i = machine.chance.nextInt(3); i > 0; i--) {
            made.add(entry());
        }
        List<NewJob> wanted = new ArrayList<>();
        if (!subjects.isEmpty() && machine.oneIn(3)) {
            wanted.add(new NewJob(
                    new JobKey(machine.any(KINDS_OF_JOBS), machine.any(subjects)),
                    machine.chance.nextInt(3),
                    machine.clock.instant().plusSeconds(machine.chance.nextInt(30))));
        }
        Change change = new Change(new Facts(documents, made, wanted), time++);
        documents.forEach(document -> busy.add(document.key()));
        changes.add(change);
        return new Proposal(change, conflict);
    }

    private Document document(DocumentKey key, int version) {
        List<Term> terms =
                machine.oneIn(3) ? List.of() : List.of(new Term("colour", machine.any(List.of("red", "blue"))));
        return new Document(
                key,
                version,
                machine.clock.instant(),
                machine.clock.instant(),
                CanonicalJson.object().put("n", time).put("text", "x".repeat(machine.chance.nextInt(700))),
                terms);
    }

    private LedgerEntry entry() {
        int number = entries++;
        return new LedgerEntry(
                List.of(ALL, "s" + number % 3),
                CanonicalJson.object().put("n", number),
                CanonicalJson.object().put("d", number).put("text", "y".repeat(machine.chance.nextInt(300))));
    }

    static int numberOf(LedgerEntry entry) {
        return entry.leaf().path("n").asInt();
    }

    /** Somebody is told that it is true, or has seen it. */
    void told(Change change) {
        change.toldAt = time++;
        becomesTrue(change, false);
    }

    private void becomesTrue(Change change, boolean wasInDoubt) {
        assertTrue(change.state != Change.State.NEVER, "what never was is true");
        change.state = Change.State.TRUE;
        for (Document document : change.facts.documents()) {
            List<Document> all = versions.computeIfAbsent(document.key(), key -> new ArrayList<>());
            assertEquals(all.size() + 1, document.version(), "the version of " + document.key());
            all.add(document);
            busy.remove(document.key());
        }
        if (!wasInDoubt) {
            change.facts.jobs().forEach(job -> jobs.enqueue(job, false));
        }
    }

    /** It failed; nobody knows. */
    void doubted(Change change) {
        change.state = Change.State.IN_DOUBT;
        change.facts.jobs().forEach(job -> jobs.enqueue(job, true));
    }

    /** What it was has been seen. */
    void settled(Change change, boolean isTrue) {
        assertEquals(Change.State.IN_DOUBT, change.state);
        if (isTrue) {
            becomesTrue(change, true);
        } else {
            nothingCameOf(change);
        }
    }

    /** It was refused, or has not begun when its server died. */
    void nothingCameOf(Change change) {
        change.state = Change.State.NEVER;
        change.facts.documents().forEach(document -> busy.remove(document.key()));
    }

    /** What the index has answered to facts that did not fail. */
    void answered(Proposal proposal, Commit commit) {
        if (proposal.conflict().isPresent()) {
            assertEquals(proposal.conflict().get(), commit);
            nothingCameOf(proposal.change());
        } else if (commit instanceof Commit.Done) {
            told(proposal.change());
        } else if (commit instanceof Commit.Fenced) {
            nothingCameOf(proposal.change());
        } else {
            throw new AssertionError("nothing conflicts, but: " + commit);
        }
    }

    /** The server is dead: what it was asked for and has not begun will not happen. */
    void died() {
        changes.stream().filter(change -> change.state == Change.State.ASKED).forEach(this::nothingCameOf);
    }
}
