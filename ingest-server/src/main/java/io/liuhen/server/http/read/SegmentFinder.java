package io.liuhen.server.http.read;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.door.SegmentDoor;
import io.liuhen.storage.Disposals;
import io.liuhen.storage.Segments;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Tombstone;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds the segment that the parameter {@code id} of an address names, or says what became of it. Thread-safe. */
public final class SegmentFinder {
    private final Segments segments;
    private final Disposals disposals;

    public SegmentFinder(Segments segments, Disposals disposals) {
        this.segments = segments;
        this.disposals = disposals;
    }

    /** What an id stands for. */
    private record Looked(Optional<SegmentRow> segment, Optional<Tombstone> tombstone) {}

    /** Goes on with a segment that is there, where it is to be read. */
    void read(Exchange exchange, Consumer<SegmentRow> next) {
        HttpMethod method = exchange.request().method();
        if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
            find(exchange, next);
        } else {
            exchange.methodNotAllowed("GET, HEAD");
        }
    }

    /** Goes on with a segment that is there. */
    void find(Exchange exchange, Consumer<SegmentRow> next) {
        Optional<SegmentId> parsed = SegmentId.parse(exchange.pathParam("id"));
        if (parsed.isEmpty()) {
            SegmentDoor.unknown(exchange);
            return;
        }
        exchange.work(() -> look(parsed.get()), found -> {
            if (found.segment().isPresent()) {
                next.accept(found.segment().get());
            } else if (found.tombstone().isPresent()) {
                exchange.problem(Problem.disposed(found.tombstone().get()));
            } else {
                SegmentDoor.unknown(exchange);
            }
        });
    }

    private Looked look(SegmentId id) {
        Optional<SegmentRow> segment = segments.find(id);
        return new Looked(segment, segment.isPresent() ? Optional.empty() : disposals.tombstone(id));
    }
}
