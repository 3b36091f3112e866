package io.liuhen.server.http;

import io.liuhen.server.access.Role;
import io.liuhen.server.admission.HeldBodies;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/** Reads a body that fits into memory, up to a limit. Confined to the request's event loop. */
public final class SmallBody {
    private final Exchange exchange;
    private final int maxBytes;
    private final Buffer collected = Buffer.buffer();
    private final HeldBodies.Hold hold;
    private final RateWatch watch;
    private boolean over;

    /** @param maxBytes above which the request is refused */
    public SmallBody(Exchange exchange, int maxBytes) {
        this.exchange = exchange;
        this.maxBytes = maxBytes;
        this.hold = exchange.heldBodies().begin(exchange.caller().role() == Role.STRANGER);
        this.watch = new RateWatch(
                exchange.context().owner(), exchange.minimumRate(), collected::length, () -> refuse(tooSlow()));
    }

    /** Goes on when the whole body is there; answers where it is too long, comes too slowly, or finds no room. */
    public void read(Consumer<Buffer> next) {
        exchange.response().endHandler(answered -> over());
        exchange.response().closeHandler(gone -> over());
        if (RequestBody.length(exchange.request()).orElse(0) > maxBytes) {
            refuse(tooLong());
            return;
        }
        exchange.request().exceptionHandler(gone -> over());
        exchange.request().handler(this::came);
        exchange.request().endHandler(end -> {
            watch.end();
            if (!over) {
                SmallDigests.refusal(exchange.request(), collected.getBytes())
                        .ifPresentOrElse(exchange::problem, () -> next.accept(collected));
            }
        });
        watch.begin();
        exchange.continueBody();
        exchange.request().resume();
    }

    private void came(Buffer bytes) {
        if (over) {
            return;
        }
        if (collected.length() + bytes.length() > maxBytes) {
            refuse(tooLong());
        } else if (!hold.take(bytes.length())) {
            refuse(Problem.later(
                    503,
                    "busy",
                    "The server holds as many requests as it can",
                    "their bodies must be answered before more are read; send this one again"));
        } else {
            collected.appendBuffer(bytes);
        }
    }

    private void refuse(Problem problem) {
        over();
        exchange.problem(problem);
    }

    /** What was held is given back when it was answered, or nobody waits for an answer. */
    private void over() {
        over = true;
        watch.end();
        hold.release();
    }

    private Problem tooLong() {
        return Problem.never(413, "body-too-long", "The body is too long", "send at most " + maxBytes + " bytes");
    }

    private Problem tooSlow() {
        return Problem.later(
                408,
                "body-too-slow",
                "The body comes too slowly",
                "send it at once: a body brings at least "
                        + exchange.minimumRate().bytesPerWindow() + " bytes in each "
                        + exchange.minimumRate().window().toSeconds() + " s");
    }
}
