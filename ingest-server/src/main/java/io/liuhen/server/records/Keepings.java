package io.liuhen.server.records;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.storage.Disposals;
import io.liuhen.storage.Segments;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.DisposalIndex.Disposal;
import io.liuhen.storage.index.DisposalIndex.Kept;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.Keeping;
import io.liuhen.storage.index.LedgerEntry;
import io.liuhen.storage.index.SegmentRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How long segments stay, and how they go, with the entries of the custody log that say so. The engine decides whether one
 * may go; why it may is written down here. Thread-safe; blocks on the disk.
 */
public final class Keepings {
    private final Disposals disposals;
    private final Segments segments;
    private final Recordings recordings;
    private final Custody custody;
    private final Terms terms;
    private final Holding holding;

    /** @param holding what else holds segments, whether or not it has been put on them yet */
    public Keepings(
            Disposals disposals,
            Segments segments,
            Recordings recordings,
            Custody custody,
            String unit,
            Holding holding) {
        this.holding = holding;
        this.disposals = disposals;
        this.segments = segments;
        this.recordings = recordings;
        this.custody = custody;
        this.terms = new Terms(unit);
    }

    /** Holds that cover segments by what they belong to, and so also what comes later. */
    public interface Holding {
        /** With which the names of these holds begin; nobody puts up or takes away such a one by itself. */
        String PREFIX = "hold/";

        /** The names of those that cover a segment now. */
        Set<String> on(SegmentId segment);

        /** Whether the one of this name still stands. */
        boolean stands(String name);
    }

    /**
     * Who lets a segment go, and by what right.
     *
     * @param who a person or an office
     * @param why in words
     * @param rule the article that allows it, such as {@code JE-26}
     */
    public record Grant(String who, String why, String rule) {
        private static final int LENGTH_MAX = 1000;

        /** Refuses a grant that does not say everything. */
        public Grant {
            for (String part : List.of(who, why, rule)) {
                if (part.isBlank() || part.length() > LENGTH_MAX) {
                    throw new IllegalArgumentException(
                            "a grant says who, why and by which rule, each in 1 to " + LENGTH_MAX + " characters");
                }
            }
        }
    }

    /** What stands in the way of a segment's disposal; empty where there is no such segment. */
    public Optional<Keeping> find(SegmentId id) {
        return segments.find(id).map(segment -> {
            Keeping put = disposals.keeping(id);
            Set<String> names = new TreeSet<>(put.holds());
            names.removeIf(name -> ended(name));
            names.addAll(holding.on(id));
            return new Keeping(put.until(), List.copyOf(names));
        });
    }

    private boolean ended(String name) {
        return name.startsWith(Holding.PREFIX) && !holding.stands(name);
    }

    /** Puts on a segment what covers it, and takes away what covers nothing any more. */
    public void hold(SegmentId id, Actor actor) {
        List<String> put = disposals.keeping(id).holds();
        for (String name : holding.on(id)) {
            if (!put.contains(name)) {
                change(id, new Keeping.Hold(name), "", actor);
            }
        }
        put.stream().filter(this::ended).forEach(name -> change(id, new Keeping.Release(name), "", actor));
    }

    /** Changes what stands in the way. */
    public Kept change(SegmentId id, Keeping.Change change, String why, Actor actor) {
        ObjectNode facts = CanonicalJson.object();
        ObjectNode details = CanonicalJson.object().put("why", why);
        Deed deed;
        if (change instanceof Keeping.Until until) {
            deed = Deed.KEPT;
            facts.put("until", until.time().toString());
        } else if (change instanceof Keeping.Hold hold) {
            deed = Deed.HELD;
            details.put("hold", hold.name());
        } else {
            deed = Deed.RELEASED;
            details.put("hold", ((Keeping.Release) change).name());
        }
        return disposals.keep(id, change, Facts.of(entry(deed, id, actor, facts, details)));
    }

    /** Disposes of a segment, if nothing stands in the way. */
    public Disposal dispose(SegmentId id, Grant grant, Actor actor) {
        Optional<SegmentRow> segment = segments.find(id);
        if (segment.isPresent()) {
            hold(id, actor);
        }
        ObjectNode facts = CanonicalJson.object().put("rule", grant.rule());
        segment.ifPresent(row -> facts.put("length", row.lengthBytes())
                .put("sha256", row.sha256().toString()));
        ObjectNode details = CanonicalJson.object().put("who", grant.who()).put("why", grant.why());
        ObjectNode kept = CanonicalJson.object()
                .put("who", grant.who())
                .put("why", grant.why())
                .put("rule", grant.rule());
        return disposals.dispose(
                id, kept, List.of(terms.all()), Facts.of(entry(Deed.DISPOSED, id, actor, facts, details)));
    }

    private LedgerEntry entry(Deed deed, SegmentId id, Actor actor, ObjectNode facts, ObjectNode details) {
        List<String> subjects = new ArrayList<>(List.of(id.toString()));
        recordings.recordingOf(id).ifPresent(subjects::add);
        return custody.entry(deed, actor, subjects, facts, details);
    }
}
