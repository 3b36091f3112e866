package io.liuhen.server.holding;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.dossier.Dossier;
import io.liuhen.server.dossier.Dossier.Kind;
import io.liuhen.server.dossier.Dossiers;
import io.liuhen.server.duty.Duties;
import io.liuhen.server.holding.Hold.Release;
import io.liuhen.server.holding.Hold.Stated;
import io.liuhen.server.records.Keepings;
import io.liuhen.server.records.Recordings;
import io.liuhen.server.records.Terms;
import io.liuhen.storage.Records;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentIndex.Hit;
import io.liuhen.storage.index.DocumentIndex.Order;
import io.liuhen.storage.index.DocumentIndex.Query;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.Term;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Holds: put up, released by two roles, and which of them hold a segment. Thread-safe; blocks on the disk. */
public final class Holds implements Keepings.Holding {
    private static final String STATE = "state";
    private static final String STANDING = "standing";
    private static final int ON_ONE_MAX = 200;

    private final Records records;
    private final Recordings recordings;
    private final Dossiers dossiers;
    private final Duties duties;
    private final Terms terms;
    private final Custody custody;
    private final IdGenerator ids;
    private final InstantSource clock;

    /** @param unit whose holds they are */
    public Holds(
            Records records,
            Recordings recordings,
            Dossiers dossiers,
            Duties duties,
            String unit,
            Custody custody,
            IdGenerator ids,
            InstantSource clock) {
        this.records = records;
        this.recordings = recordings;
        this.dossiers = dossiers;
        this.duties = duties;
        this.terms = new Terms(unit);
        this.custody = custody;
        this.ids = ids;
        this.clock = clock;
    }

    /** What became of a release. */
    public sealed interface Outcome {
        /** It is on record; the hold has ended if it was the second. */
        record Done(Hold hold) implements Outcome {}

        /** There is no such hold. */
        record Unknown() implements Outcome {}

        /** Somebody in this role, or this caller, has released it already: another one must. */
        record NeedsAnother() implements Outcome {}
    }

    /**
     * A page.
     *
     * @param next where to go on; empty at the end
     */
    public record Page(List<Hold> holds, Optional<String> next) {}

    /** Puts one up; what it names and is not there, as a sentence, stands in its way. */
    public Optional<String> missing(Stated stated) {
        return stated.on().stream()
                .filter(id -> recordings.find(id).isEmpty()
                        && dossiers.find(Kind.ACT, id).isEmpty()
                        && dossiers.find(Kind.CASE, id).isEmpty())
                .map(id -> "there is no recording, act or case " + id)
                .findFirst();
    }

    /** Puts one up. When this returns, nothing goes that it covers. */
    public Hold place(Stated stated, Keepings keepings, Actor actor) {
        Hold hold = new Hold(ids.uuid().toString(), 1, clock.instant(), stated, List.of());
        if (!(record(hold, Deed.HOLD_STATED, actor) instanceof Commit.Done)) {
            throw new IllegalStateException("a new hold conflicts with nothing: " + hold.id());
        }
        // A disposal that had looked for holds before this one was there must not win against it.
        segments(stated).forEach(segment -> keepings.find(segment).ifPresent(known -> keepings.hold(segment, actor)));
        return hold;
    }

    private Set<SegmentId> segments(Stated stated) {
        Set<String> takes = new LinkedHashSet<>();
        for (String id : stated.on()) {
            takes.add(id);
            dossiers.find(Kind.CASE, id).ifPresent(file -> takes.addAll(duties.recordingsOf(file)));
            dossiers.find(Kind.ACT, id)
                    .ifPresent(act -> dossiers.act(act).recordings().forEach(link -> takes.add(link.recording())));
        }
        Set<SegmentId> all = new LinkedHashSet<>();
        takes.forEach(take -> recordings.members(take).forEach(member -> all.add(member.segment())));
        return all;
    }

    /**
     * Says that one may end. It ends when two have said so, in two roles.
     *
     * @param who the identity of the caller
     */
    public Outcome release(String id, String by, String role, String who, String why, Actor actor) {
        while (true) {
            Optional<Hold> found = find(id);
            if (found.isEmpty()) {
                return new Outcome.Unknown();
            }
            Hold before = found.get();
            if (!before.stands()) {
                return new Outcome.Done(before);
            }
            if (before.releases().stream()
                    .anyMatch(each -> each.role().equals(role) || each.who().equals(who))) {
                return new Outcome.NeedsAnother();
            }
            List<Release> releases = new ArrayList<>(before.releases());
            releases.add(new Release(by, role, who, why, clock.instant()));
            Hold next = new Hold(id, before.version() + 1, before.createdAt(), before.stated(), releases);
            if (record(next, Deed.HOLD_RELEASED, actor) instanceof Commit.Done) {
                return new Outcome.Done(next);
            }
            // Somebody else has released it in the same moment: that one counts, too.
        }
    }

    private Commit record(Hold hold, Deed deed, Actor actor) {
        List<Term> found =
                new ArrayList<>(List.of(terms.all(), terms.of(STATE, hold.stands() ? STANDING : "released")));
        if (hold.stands()) {
            hold.stated().on().forEach(id -> found.add(terms.of("on", id)));
        }
        Instant now = clock.instant();
        Set<String> subjects = new LinkedHashSet<>(List.of(hold.id()));
        subjects.addAll(hold.stated().on());
        ObjectNode details = CanonicalJson.object();
        details.set("hold", hold.body());
        ObjectNode facts = CanonicalJson.object()
                .put("version", hold.version())
                .put("reason", hold.stated().reason().toString())
                .put("stands", hold.stands());
        return records.record(
                Facts.of(new Document(key(hold.id()), hold.version(), now, hold.createdAt(), hold.body(), found))
                        .and(Facts.of(custody.entry(deed, actor, List.copyOf(subjects), facts, details))));
    }

    /** One hold. */
    public Optional<Hold> find(String id) {
        return records.newest(key(id)).map(Hold::of);
    }

    /** Holds, newest first. Throws {@code IllegalArgumentException} for a cursor that is none. */
    public Page list(boolean standingOnly, Optional<String> cursor, int limit) {
        List<Hit> hits = found(standingOnly ? terms.of(STATE, STANDING) : terms.all(), cursor, limit);
        return new Page(
                hits.stream().flatMap(hit -> find(hit.id()).stream()).toList(),
                hits.size() < limit
                        ? Optional.empty()
                        : Optional.of(hits.get(hits.size() - 1).cursor()));
    }

    private List<Hit> found(Term term, Optional<String> cursor, int limit) {
        return records.find(new Query(
                        Hold.KIND, term, Optional.empty(), Optional.empty(), cursor, limit, Order.NEWEST_FIRST))
                .hits();
    }

    @Override
    public Set<String> on(SegmentId segment) {
        Set<String> names = new LinkedHashSet<>();
        recordings.recordingOf(segment).ifPresent(take -> {
            Set<String> subjects = new LinkedHashSet<>(List.of(take));
            subjects.addAll(duties.casesOf(take));
            duties.actsWith(take).stream().map(Dossier::id).forEach(subjects::add);
            for (String subject : subjects) {
                found(terms.of("on", subject), Optional.empty(), ON_ONE_MAX)
                        .forEach(hit -> names.add(Keepings.Holding.PREFIX + hit.id()));
            }
        });
        return names;
    }

    @Override
    public boolean stands(String name) {
        return find(name.substring(Keepings.Holding.PREFIX.length()))
                .map(Hold::stands)
                .orElse(false);
    }

    private static DocumentKey key(String id) {
        return new DocumentKey(Hold.KIND, id);
    }
}
