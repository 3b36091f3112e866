package io.liuhen.server.http.decide;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.access.Action;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.SmallBody;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.http.door.SegmentDoor;
import io.liuhen.server.records.Keepings;
import io.liuhen.server.records.Keepings.Grant;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.DisposalIndex.Disposal;
import io.liuhen.storage.index.DisposalIndex.Kept;
import io.liuhen.storage.index.Keeping;
import io.liuhen.storage.index.Tombstone;
import io.vertx.core.buffer.Buffer;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * {@code /segments/{id}/keeping}: what stands in the way of a segment's disposal, shown and changed; and {@code POST
 * /segments/{id}/disposal}: it goes, for ever. Thread-safe.
 */
public final class DisposalRoutes {
    private static final int BODY_BYTES_MAX = 16 << 10;

    private final Keepings keepings;

    public DisposalRoutes(Keepings keepings) {
        this.keepings = keepings;
    }

    /** Adds the routes. */
    public void mount(Doors doors) {
        Door keeping = Door.of(exchange -> shown(exchange) ? Action.SEE_KEEPING : Action.CHANGE_KEEPING);
        doors.open("/segments/:id/keeping", SegmentDoor.of(keeping), exchange -> {
            if (shown(exchange)) {
                named(exchange).ifPresent(id -> show(exchange, id));
            } else {
                posted(exchange, "GET, POST", (id, body) -> change(exchange, id, body));
            }
        });
        doors.open(
                "/segments/:id/disposal",
                SegmentDoor.of(Door.of(Action.DISPOSE)),
                exchange -> posted(exchange, "POST", (id, body) -> dispose(exchange, id, body)));
    }

    private static boolean shown(Exchange exchange) {
        return exchange.method().equals("GET");
    }

    /** The segment that is meant; answers where there can be none. */
    private static Optional<SegmentId> named(Exchange exchange) {
        Optional<SegmentId> segment = SegmentId.parse(exchange.pathParam("id"));
        if (segment.isEmpty()) {
            unknown(exchange);
        }
        return segment;
    }

    private void posted(Exchange exchange, String allowed, BiConsumer<SegmentId, ObjectNode> next) {
        if (!exchange.method().equals("POST")) {
            exchange.methodNotAllowed(allowed);
            return;
        }
        named(exchange)
                .ifPresent(segment -> new SmallBody(exchange, BODY_BYTES_MAX)
                        .read(body -> parsed(exchange, body).ifPresent(json -> next.accept(segment, json))));
    }

    private static Optional<ObjectNode> parsed(Exchange exchange, Buffer body) {
        try {
            return Optional.of(CanonicalJson.readObject(body.getBytes()));
        } catch (StorageException e) {
            exchange.problem(Problem.badRequest("json", "send a JSON object: " + e.getMessage()));
            return Optional.empty();
        }
    }

    private static String text(JsonNode body, String name) {
        return body.path(name).isTextual() ? body.path(name).textValue() : "";
    }

    private void show(Exchange exchange, SegmentId id) {
        exchange.work(
                () -> keepings.find(id),
                found -> found.ifPresentOrElse(
                        keeping -> exchange.json(200, json(id, keeping)), () -> unknown(exchange)));
    }

    private void change(Exchange exchange, SegmentId id, ObjectNode body) {
        Keeping.Change change;
        try {
            change = changeIn(body);
        } catch (IllegalArgumentException | DateTimeException e) {
            exchange.problem(Problem.badRequest("keeping", String.valueOf(e.getMessage())));
            return;
        }
        exchange.work(() -> keepings.change(id, change, text(body, "why"), exchange.actor()), kept -> {
            if (kept instanceof Kept.Changed changed) {
                exchange.json(200, json(id, changed.now()));
            } else if (kept instanceof Kept.Unchanged unchanged) {
                exchange.json(200, json(id, unchanged.now()));
            } else if (kept instanceof Kept.Conflicted) {
                throw new IllegalStateException("entries of the log conflict with nothing");
            } else {
                unknown(exchange);
            }
        });
    }

    private static Keeping.Change changeIn(ObjectNode body) {
        String until = text(body, "until");
        String hold = text(body, "hold");
        String release = text(body, "release");
        long said = java.util.stream.Stream.of(until, hold, release)
                .filter(each -> !each.isEmpty())
                .count();
        if (said != 1) {
            throw new IllegalArgumentException("name one of until, hold and release, as a text");
        }
        if (hold.startsWith(Keepings.Holding.PREFIX) || release.startsWith(Keepings.Holding.PREFIX)) {
            throw new IllegalArgumentException(
                    "this hold covers more than one segment: it is put up and released at /holds");
        }
        if (!until.isEmpty()) {
            return new Keeping.Until(OffsetDateTime.parse(until).toInstant());
        }
        return hold.isEmpty() ? new Keeping.Release(release) : new Keeping.Hold(hold);
    }

    private void dispose(Exchange exchange, SegmentId id, ObjectNode body) {
        Grant grant;
        try {
            grant = new Grant(text(body, "who"), text(body, "why"), text(body, "rule"));
        } catch (IllegalArgumentException e) {
            exchange.problem(Problem.badRequest("grant", String.valueOf(e.getMessage())));
            return;
        }
        exchange.work(() -> keepings.dispose(id, grant, exchange.actor()), disposal -> {
            if (disposal instanceof Disposal.Disposed disposed) {
                exchange.json(200, json(disposed.tombstone()));
            } else if (disposal instanceof Disposal.Gone gone) {
                exchange.problem(Problem.disposed(gone.tombstone()));
            } else if (disposal instanceof Disposal.Refused refused) {
                exchange.problem(mustStay(id, refused.keeping()));
            } else if (disposal instanceof Disposal.Conflicted) {
                throw new IllegalStateException("entries of the log conflict with nothing");
            } else {
                unknown(exchange);
            }
        });
    }

    private static void unknown(Exchange exchange) {
        SegmentDoor.unknown(exchange);
    }

    private static Problem mustStay(SegmentId id, Keeping keeping) {
        Problem problem = Problem.never(
                409,
                "must-stay",
                "The segment must stay",
                "a hold stands, or its time has not come; nothing was deleted");
        problem.extra().setAll(json(id, keeping));
        return problem;
    }

    private static ObjectNode json(SegmentId id, Keeping keeping) {
        ObjectNode json = CanonicalJson.object().put("segment", id.toString());
        keeping.until().ifPresent(time -> json.put("until", time.toString()));
        ArrayNode holds = json.putArray("holds");
        keeping.holds().forEach(holds::add);
        return json;
    }

    private static ObjectNode json(Tombstone tombstone) {
        return CanonicalJson.object()
                .put("segment", tombstone.id().toString())
                .put("state", "disposed")
                .put("length", tombstone.lengthBytes())
                .put("sha256", tombstone.sha256().toString())
                .put("sealedAt", tombstone.sealedAt().toString())
                .put("disposedAt", tombstone.disposedAt().toString());
    }
}
