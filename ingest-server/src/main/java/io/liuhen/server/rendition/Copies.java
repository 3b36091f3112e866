package io.liuhen.server.rendition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.records.Terms;
import io.liuhen.server.rendition.Copy.State;
import io.liuhen.storage.Records;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentIndex;
import io.liuhen.storage.index.DocumentIndex.Order;
import io.liuhen.storage.index.DocumentIndex.Query;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.NewJob;
import io.liuhen.storage.index.Term;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The copies that were asked for, of all segments. Thread-safe; blocks on the disk. */
public final class Copies {
    /** The kind of job that makes them. Stored, so it never changes. */
    public static final String JOB = "copy";

    private static final String ORDERS = "copy-orders";
    private static final int PRIORITY_ASKED_FOR = 1;
    private static final int LISTED_MAX = 1000;
    private static final int NAME_HEX = 16;

    private final Records records;
    private final Captions captions;
    private final Custody custody;
    private final InstantSource clock;
    private final Terms terms;

    /** @param unit whose copies they are */
    public Copies(Records records, Captions captions, Custody custody, InstantSource clock, String unit) {
        this.records = records;
        this.captions = captions;
        this.custody = custody;
        this.clock = clock;
        this.terms = new Terms(unit);
    }

    /** One copy. */
    public Optional<Copy> find(SegmentId segment, String name) {
        String id = segment + "/" + name;
        return name.matches("[a-z0-9-]{1,40}")
                ? records.newest(new DocumentKey(Copy.KIND, id)).map(Copy::of)
                : Optional.empty();
    }

    /** Whether a copy is to be made, according to documents of which an index is made again. */
    public static boolean isQueued(SegmentId segment, String name, DocumentIndex documents) {
        return documents
                .newest(new DocumentKey(Copy.KIND, segment + "/" + name))
                .filter(document -> Copy.of(document).state() == State.QUEUED)
                .isPresent();
    }

    /** All of one segment, oldest first, up to a thousand. */
    public List<Copy> of(SegmentId segment) {
        return found(of("copy-of", segment));
    }

    /** Those of one segment that are to be made, oldest first. */
    public List<Copy> queued(SegmentId segment) {
        return found(of("copy-queued", segment));
    }

    private List<Copy> found(Term term) {
        Query query = new Query(
                Copy.KIND, term, Optional.empty(), Optional.empty(), Optional.empty(), LISTED_MAX, Order.OLDEST_FIRST);
        return records.find(query).hits().stream()
                .flatMap(hit -> records.newest(new DocumentKey(Copy.KIND, hit.id())).stream())
                .map(Copy::of)
                .toList();
    }

    private Term of(String sort, SegmentId segment) {
        return terms.of(sort, segment.toString());
    }

    /**
     * A copy with its viewer's name on it. One with the same words for the same viewer is made once; one that could not be
     * made is tried again.
     *
     * @param viewer as it is written on the copy
     * @param whose {@code role:name}
     */
    public Copy forViewer(SegmentId segment, Profile profile, String viewer, String whose, Actor actor) {
        List<String> lines = captions.lines(profile, segment, viewer);
        String text = profile.sha256() + "\n" + whose + "\n" + String.join("\n", lines);
        String digest = Sha256.digestOf(text.getBytes(StandardCharsets.UTF_8)).toString();
        Copy wanted = new Copy(
                segment,
                "viewer-" + digest.substring(0, NAME_HEX),
                0,
                clock.instant(),
                State.QUEUED,
                profile.json(),
                lines,
                Optional.of(whose),
                Optional.empty(),
                0,
                CanonicalJson.object());
        while (true) {
            Optional<Copy> known = find(segment, wanted.name());
            if (known.filter(copy -> copy.state() != State.FAILED).isPresent()) {
                return known.get();
            }
            Copy ordered = again(known.orElse(wanted));
            if (records.record(order(ordered, actor)) instanceof Commit.Done) {
                return ordered;
            }
            // Somebody else has ordered a copy of the same segment.
        }
    }

    private Copy again(Copy copy) {
        return copy.next(State.QUEUED, 0, CanonicalJson.object(), clock.instant());
    }

    /** A copy in which something is hidden, to be recorded with what hides it. */
    Facts redacted(SegmentId segment, Profile profile, Copy.Hidden hidden, Actor actor) {
        Instant now = clock.instant();
        return order(
                new Copy(
                        segment,
                        redactedName(hidden.version()),
                        1,
                        now,
                        State.QUEUED,
                        profile.json(),
                        captions.lines(profile, segment, ""),
                        Optional.empty(),
                        Optional.of(hidden),
                        0,
                        CanonicalJson.object()),
                actor);
    }

    static String redactedName(int version) {
        return "redacted-" + version;
    }

    private Facts order(Copy copy, Actor actor) {
        ObjectNode facts = CanonicalJson.object().put("copy", copy.name());
        facts.set("profile", copy.profile());
        copy.redaction().ifPresent(hidden -> facts.put("edits", hidden.sha256()));
        ObjectNode details = CanonicalJson.object();
        copy.lines().forEach(details.putArray("lines")::add);
        SegmentId segment = copy.segment();
        return Facts.of(document(copy))
                .and(ordered(segment, orders(segment) + 1, copy.at()))
                .and(Facts.of(new NewJob(new JobKey(JOB, segment), PRIORITY_ASKED_FOR, copy.at())))
                .and(Facts.of(custody.entry(Deed.COPY_ORDERED, actor, List.of(segment.toString()), facts, details)))
                .and(Facts.whileStanding(segment));
    }

    /** How often copies of a segment were asked for or settled. */
    public int orders(SegmentId segment) {
        return records.newest(ordersKey(segment)).map(Document::version).orElse(0);
    }

    /**
     * That all that was asked for is settled: to be recorded with the end of a job that looked when there had been so many
     * orders. A conflict means that another came meanwhile.
     */
    public Facts settled(SegmentId segment, int orders) {
        return ordered(segment, orders + 1, clock.instant());
    }

    private static Facts ordered(SegmentId segment, int version, Instant at) {
        return Facts.of(new Document(
                ordersKey(segment), version, at, at, CanonicalJson.object().put("schema", 1), List.of()));
    }

    private static DocumentKey ordersKey(SegmentId segment) {
        return new DocumentKey(ORDERS, segment.toString());
    }

    /** What became of a copy: its next version. */
    public Facts became(Copy copy, State state, int tries, ObjectNode outcome) {
        return Facts.of(document(copy.next(state, tries, outcome, clock.instant())))
                .and(Facts.whileStanding(copy.segment()));
    }

    private Document document(Copy copy) {
        Term all = of("copy-of", copy.segment());
        List<Term> found =
                copy.state() == State.QUEUED ? List.of(all, of("copy-queued", copy.segment())) : List.of(all);
        return new Document(
                new DocumentKey(Copy.KIND, copy.segment() + "/" + copy.name()),
                copy.version(),
                copy.at(),
                copy.at(),
                copy.body(),
                found);
    }
}
