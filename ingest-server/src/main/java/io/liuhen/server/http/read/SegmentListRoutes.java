package io.liuhen.server.http.read;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.access.Action;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.query.SegmentSearch;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentKind;
import io.vertx.core.MultiMap;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code GET /segments}: what is incomplete or unmatched, and waits for a person's decision. Thread-safe. */
public final class SegmentListRoutes {
    private static final Set<String> PARAMETERS = Set.of("state", "limit", "cursor");
    private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]?|1[0-9][0-9]|200");
    private static final String LIMIT_USUAL = "50";

    private final SegmentSearch search;

    public SegmentListRoutes(SegmentSearch search) {
        this.search = search;
    }

    /** Adds the route. */
    public void mount(Doors doors) {
        doors.open("/segments", Door.of(Action.READ_METADATA), this::list);
    }

    private void list(Exchange exchange) {
        if (!exchange.request().method().name().equals("GET")) {
            exchange.methodNotAllowed("GET");
            return;
        }
        MultiMap query = exchange.request().params();
        Optional<SegmentKind> kind = kind(query);
        String limit = Optional.ofNullable(query.get("limit")).orElse(LIMIT_USUAL);
        if (kind.isEmpty() || !LIMIT.matcher(limit).matches() || !PARAMETERS.containsAll(query.names())) {
            exchange.problem(Problem.badRequest(
                    "query",
                    "state is incomplete or unmatched, and must be said; limit is a number from 1 to 200; there is cursor"
                            + " besides"));
            return;
        }
        Optional<String> cursor = Optional.ofNullable(query.get("cursor"));
        exchange.work(() -> find(kind.get(), cursor, Integer.parseInt(limit)), found -> {
            if (found.isEmpty()) {
                exchange.problem(Problem.badRequest("cursor", "the cursor is none that this server gave"));
                return;
            }
            ObjectNode json = CanonicalJson.object();
            ArrayNode items = json.putArray("segments");
            found.get().segments().forEach(items::add);
            found.get().next().ifPresent(next -> json.put("next", next));
            exchange.json(200, json);
        });
    }

    private static Optional<SegmentKind> kind(MultiMap query) {
        String state = Optional.ofNullable(query.get("state")).orElse("");
        return switch (state) {
            case "incomplete" -> Optional.of(SegmentKind.INCOMPLETE);
            case "unmatched" -> Optional.of(SegmentKind.UNMATCHED);
            default -> Optional.empty();
        };
    }

    private Optional<SegmentSearch.Result> find(SegmentKind kind, Optional<String> cursor, int limit) {
        try {
            return Optional.of(search.find(kind, cursor, limit));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
