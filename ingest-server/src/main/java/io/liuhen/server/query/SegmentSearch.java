package io.liuhen.server.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.records.Terms;
import io.liuhen.storage.Records;
import io.liuhen.storage.Segments;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.index.DocumentIndex.Hit;
import io.liuhen.storage.index.DocumentIndex.Order;
import io.liuhen.storage.index.DocumentIndex.Query;
import io.liuhen.storage.index.Facts;
import java.util.List;
import java.util.Optional;

/**
 * Finds segments that somebody has to decide about: what is incomplete or unmatched stays until a person lets it go.
 * Thread-safe; blocks on the disk.
 */
public final class SegmentSearch {
    private final Records records;
    private final Segments segments;
    private final SegmentView view;
    private final Terms terms;

    public SegmentSearch(Records records, Segments segments, SegmentView view, String unit) {
        this.records = records;
        this.segments = segments;
        this.view = view;
        this.terms = new Terms(unit);
    }

    /**
     * A page.
     *
     * @param next where to go on; empty at the end
     */
    public record Result(List<ObjectNode> segments, Optional<String> next) {}

    /**
     * Those of a kind other than complete, in the order of their seals. Throws {@code IllegalArgumentException} for a
     * cursor that is none.
     */
    public Result find(SegmentKind kind, Optional<String> cursor, int limit) {
        List<Hit> hits = records.find(new Query(
                        Facts.SEGMENT,
                        terms.of("state", kind.toString()),
                        Optional.empty(),
                        Optional.empty(),
                        cursor,
                        limit,
                        Order.OLDEST_FIRST))
                .hits();
        List<ObjectNode> found = hits.stream()
                .flatMap(hit -> SegmentId.parse(hit.id()).flatMap(segments::find).stream())
                .map(view::json)
                .toList();
        return new Result(
                found,
                hits.size() < limit
                        ? Optional.empty()
                        : Optional.of(hits.get(hits.size() - 1).cursor()));
    }
}
