package io.liuhen.server.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.records.Field;
import io.liuhen.server.records.Recording;
import io.liuhen.server.records.Recordings;
import io.liuhen.server.records.Terms;
import io.liuhen.storage.Records;
import io.liuhen.storage.index.DocumentIndex.Hit;
import io.liuhen.storage.index.DocumentIndex.Order;
import io.liuhen.storage.index.DocumentIndex.Query;
import io.liuhen.storage.index.Term;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds recordings, newest first. One filter is looked up in the index, the others are checked on what it finds. Thread-
 * safe; blocks on the disk.
 */
public final class RecordingSearch {
    private static final String KIND = "recording";
    private static final int SCAN_BATCH = 200;

    /** How many recordings one request looks at before it answers with what it has and a cursor to go on. */
    private static final int SCAN_MAX = 5000;

    private final Records records;
    private final Recordings recordings;
    private final RecordingView view;
    private final Terms terms;

    public RecordingSearch(Records records, Recordings recordings, RecordingView view, String unit) {
        this.records = records;
        this.recordings = recordings;
        this.view = view;
        this.terms = new Terms(unit);
    }

    /**
     * What to look for.
     *
     * @param fields a value that each named field must have
     * @param state the state that the API shows
     */
    public record Criteria(
            Map<Field, String> fields,
            Optional<String> state,
            Optional<Instant> from,
            Optional<Instant> to,
            Optional<String> cursor,
            int limit) {}

    /**
     * A page.
     *
     * @param next where to go on; empty at the end
     */
    public record Result(List<ObjectNode> recordings, Optional<String> next) {}

    /** Looks. Throws {@code IllegalArgumentException} for a cursor that is none. */
    public Result find(Criteria criteria) {
        List<ObjectNode> found = new ArrayList<>();
        Optional<String> cursor = criteria.cursor();
        int scanned = 0;
        while (scanned < SCAN_MAX) {
            List<Hit> hits = records.find(query(criteria, cursor)).hits();
            for (Hit hit : hits) {
                cursor = Optional.of(hit.cursor());
                scanned++;
                recordings
                        .find(hit.id())
                        .filter(recording -> matches(recording, criteria))
                        .map(view::json)
                        .filter(json -> criteria.state()
                                .map(state -> state.equals(json.path("state").asText()))
                                // Who does not ask for recordings of which nothing is kept does not want them.
                                .orElseGet(() -> !json.path("state").asText().equals("empty")))
                        .ifPresent(found::add);
                if (found.size() == criteria.limit()) {
                    return new Result(found, cursor);
                }
            }
            if (hits.size() < SCAN_BATCH) {
                return new Result(found, Optional.empty());
            }
        }
        return new Result(found, cursor);
    }

    private Query query(Criteria criteria, Optional<String> cursor) {
        Term term = criteria.fields().entrySet().stream()
                .findFirst()
                .map(filter -> terms.of(filter.getKey().text(), filter.getValue()))
                .orElseGet(terms::all);
        return new Query(KIND, term, criteria.from(), criteria.to(), cursor, SCAN_BATCH, Order.NEWEST_FIRST);
    }

    private static boolean matches(Recording recording, Criteria criteria) {
        return criteria.fields().entrySet().stream()
                .allMatch(filter -> recording.metadata().values(filter.getKey()).contains(filter.getValue()));
    }
}
