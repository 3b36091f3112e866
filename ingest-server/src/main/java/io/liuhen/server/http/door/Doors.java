package io.liuhen.server.http.door;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.RequestBody;
import io.vertx.ext.web.Router;
import java.util.function.Consumer;

/** The addresses of one port. Confined to the thread that builds it. */
public final class Doors {
    private final Router router;
    private final Gate gate;
    private final Exchange.Terms terms;

    public Doors(Router router, Gate gate, Exchange.Terms terms) {
        this.router = router;
        this.gate = gate;
        this.terms = terms;
    }

    /** Opens an address, with parameters and wildcards as Vert.x writes them, for all methods. */
    public void open(String path, Door door, Consumer<Exchange> handler) {
        router.route(path).handler(routing -> gate.pass(routing, Exchange.of(routing, terms), door, handler));
    }

    /** As {@link #open}, for an address to which files are sent. */
    public void openForFiles(String path, Door door, Consumer<Exchange> handler) {
        // The body is taken hold of at once: after the gate it would be too late for the short way.
        router.route(path)
                .handler(routing -> gate.pass(
                        routing,
                        RequestBody.comes(routing.request())
                                ? Exchange.receiving(routing, terms)
                                : Exchange.of(routing, terms),
                        door,
                        handler));
    }
}
