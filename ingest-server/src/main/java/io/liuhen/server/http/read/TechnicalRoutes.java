package io.liuhen.server.http.read;

import io.liuhen.server.access.Action;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.http.door.SegmentDoor;
import io.liuhen.server.query.TechnicalView;
import io.liuhen.storage.Disposals;
import io.liuhen.storage.Segments;
import io.liuhen.storage.format.SegmentId;
import java.util.Optional;

/** {@code GET /segments/{id}/technical}. Thread-safe. */
public final class TechnicalRoutes {
    private final Segments segments;
    private final Disposals disposals;
    private final TechnicalView view;

    public TechnicalRoutes(Segments segments, Disposals disposals, TechnicalView view) {
        this.segments = segments;
        this.disposals = disposals;
        this.view = view;
    }

    /** Adds the route. */
    public void mount(Doors doors) {
        doors.open("/segments/:id/technical", SegmentDoor.of(Door.of(Action.READ_METADATA)), this::show);
    }

    private void show(Exchange exchange) {
        if (!exchange.method().equals("GET")) {
            exchange.methodNotAllowed("GET");
            return;
        }
        Optional<SegmentId> id = SegmentId.parse(exchange.pathParam("id"));
        if (id.isEmpty()) {
            SegmentDoor.unknown(exchange);
            return;
        }
        exchange.work(() -> segments.find(id.get()).map(view::json), found -> {
            if (found.isPresent()) {
                exchange.json(200, found.get());
                return;
            }
            exchange.work(() -> disposals.tombstone(id.get()), gone -> {
                if (gone.isPresent()) {
                    exchange.problem(Problem.disposed(gone.get()));
                } else {
                    SegmentDoor.unknown(exchange);
                }
            });
        });
    }
}
