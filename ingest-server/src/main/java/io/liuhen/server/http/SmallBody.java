package io.liuhen.server.http;

import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/** Reads a body that fits into memory, up to a limit. Confined to the request's event loop. */
public final class SmallBody {
    private final Exchange exchange;
    private final int maxBytes;
    private final Buffer collected = Buffer.buffer();
    private boolean over;

    /** @param maxBytes above which the request is refused */
    public SmallBody(Exchange exchange, int maxBytes) {
        this.exchange = exchange;
        this.maxBytes = maxBytes;
    }

    /** Goes on when the whole body is there; answers where it is too long. */
    public void read(Consumer<Buffer> next) {
        exchange.request().exceptionHandler(gone -> over = true);
        exchange.request().handler(bytes -> {
            if (!over && collected.length() + bytes.length() > maxBytes) {
                over = true;
                exchange.problem(Problem.never(
                        413, "body-too-long", "The body is too long", "send at most " + maxBytes + " bytes"));
            } else if (!over) {
                collected.appendBuffer(bytes);
            }
        });
        exchange.request().endHandler(end -> {
            if (!over && ContentDigest.contradicts(exchange.request(), collected.getBytes())) {
                exchange.problem(Problem.badRequest(
                        "content-digest", "the body is not the one that Content-Digest was made of; send it again"));
            } else if (!over) {
                next.accept(collected);
            }
        });
        exchange.continueBody();
        exchange.request().resume();
    }
}
