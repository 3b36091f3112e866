package io.liuhen.server.http.upload;

import io.liuhen.server.access.Action;
import io.liuhen.server.admission.Admission;
import io.liuhen.server.admission.ByteBudget;
import io.liuhen.server.admission.Share;
import io.liuhen.server.http.Crowded;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.MinimumRate;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.door.Gate;
import io.liuhen.server.http.upload.UploadBody.End;
import io.liuhen.server.http.upload.UploadBody.Received;
import io.liuhen.server.ingest.Begun;
import io.liuhen.server.ingest.Finished;
import io.liuhen.server.ingest.Ingest;
import io.liuhen.server.ingest.NewUpload;
import io.liuhen.server.ingest.Origin;
import io.liuhen.server.ingest.Reach;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.observe.UploadOp;
import io.liuhen.server.observe.UploadResult;
import io.liuhen.storage.Append;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.UploadRow;
import io.vertx.core.http.HttpVersion;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What all ways of uploading share: reading a body into the engine, and what its end means.
 *
 * @param gate asked what a client may be told of
 * @param admission asked before an upload begins
 * @param budget over all bodies of this server
 * @param minimumRate how slowly bodies may come
 * @param draining asked before an upload or a chunk begins: whether the server is going down
 */
public record Receiving(
        Ingest ingest,
        Gate gate,
        Admission admission,
        ByteBudget budget,
        MinimumRate minimumRate,
        Metrics metrics,
        LongSupplier nanoTime,
        BooleanSupplier draining) {
    /** How long an answer may be on its way to a client that still sends. */
    private static final long HEARD_MILLIS = 1000;

    /** Whether a new chunk may begin; refuses it otherwise. */
    boolean admits(Exchange exchange) {
        if (draining.getAsBoolean()) {
            metrics.uploadRequest(UploadOp.APPEND, UploadResult.REJECTED);
            exchange.problem(Problem.later(
                    503, "draining", "The server is stopping", "go on in a moment, from the offset that HEAD tells"));
            return false;
        }
        return true;
    }

    /**
     * Begins a file, if an upload for it is not needed or its device may have one more. One that is here already is told
     * only to a client that may ask for it by its address.
     *
     * @param whole whether all of the file comes with this request
     * @param refuse answers that its device may not have one more
     */
    void begin(
            Exchange exchange,
            NewUpload wanted,
            boolean whole,
            Consumer<Problem> refuse,
            Consumer<Begun.Addressed> next) {
        Reach reach = new Reach(gate.reach(exchange, Action.SEE_UPLOAD), gate.reach(exchange, Action.CONTINUE_UPLOAD));
        String device = Origin.deviceOf(wanted, exchange.actor());
        exchange.when(
                ingest.begin(
                        wanted, whole, exchange.actor(), reach, () -> admission.place(device, wanted.lengthBytes())),
                begun -> {
                    if (begun instanceof Begun.Refused refused) {
                        refuse.accept(refusal(exchange, refused.why()));
                    } else if (begun instanceof Begun.Addressed addressed) {
                        metrics.uploadRequest(UploadOp.CREATE, UploadResult.OK);
                        next.accept(addressed);
                    }
                });
    }

    /** Whether a new upload may begin, before anybody looks at what it is; refuses it otherwise. */
    boolean admitsNew(Exchange exchange) {
        if (!admits(exchange)) {
            return false;
        }
        Optional<Admission.Refused> refused = admission.overload();
        refused.ifPresent(why -> {
            metrics.uploadRequest(UploadOp.CREATE, UploadResult.REJECTED);
            exchange.problem(refusal(exchange, why));
        });
        return refused.isEmpty();
    }

    private Problem refusal(Exchange exchange, Admission.Refused why) {
        metrics.refused(why.reason());
        return Crowded.problem(why, RufhRequest.meant(exchange.request()));
    }

    /** Reads a body; goes on only where it came to its end, was found right and is durable. */
    void body(
            Exchange exchange,
            UploadRow upload,
            Append append,
            ChunkCheck check,
            long limitBytes,
            Consumer<Received> next) {
        SegmentId id = upload.id();
        exchange.when(
                open(exchange, upload, append, check, limitBytes).receive().whenComplete((received, failure) -> {
                    if (failure != null) {
                        metrics.uploadRequest(UploadOp.APPEND, UploadResult.ERROR);
                        ingest.couldNotTake(failure);
                        ingest.brokeOff(id, exchange.actor());
                    }
                }),
                received -> ended(exchange, id, received, next));
    }

    /** A body that has not begun to be read. */
    UploadBody open(Exchange exchange, UploadRow upload, Append append, ChunkCheck check, long limitBytes) {
        return new UploadBody(exchange, share(exchange, upload), append, check, limitBytes, this);
    }

    /** Whom nobody can tell from others is told by the address. */
    private static Share share(Exchange exchange, UploadRow upload) {
        Origin origin = Origin.of(upload);
        String device = origin.device().isEmpty() ? exchange.address() : origin.device();
        return new Share(origin.dock().isEmpty() ? device : "dock " + origin.dock(), device, origin.keyMarked());
    }

    /** The longest upload that is accepted. */
    long maxUploadBytes() {
        return admission.limits().uploadBytes();
    }

    private void ended(Exchange exchange, SegmentId id, Received received, Consumer<Received> next) {
        if (received.end() == End.COMPLETE) {
            next.accept(received);
        } else if (received.refusal().isPresent()) {
            metrics.uploadRequest(UploadOp.APPEND, UploadResult.REJECTED);
            exchange.problem(received.refusal().get());
        } else if (received.end() == End.TOO_LONG) {
            metrics.uploadRequest(UploadOp.APPEND, UploadResult.REJECTED);
            exchange.problem(tooLong(OptionalLong.of(received.offsetBytes())));
        } else if (received.end() == End.TOO_SLOW) {
            metrics.uploadRequest(UploadOp.APPEND, UploadResult.REJECTED);
            ingest.brokeOff(id, exchange.actor());
            tooSlow(exchange, received.offsetBytes());
        } else {
            metrics.uploadRequest(UploadOp.APPEND, UploadResult.CLIENT_GONE);
            ingest.brokeOff(id, exchange.actor());
            // Nobody listens any more; a client that was overtaken has opened another connection itself.
            exchange.cut();
        }
    }

    /** Of a body that trickled and is forgotten, for its client was told no address: who goes on is not waited for. */
    void tooSlowToKeep(Exchange exchange) {
        metrics.uploadRequest(UploadOp.APPEND, UploadResult.REJECTED);
        exchange.problem(Problem.later(
                408,
                "body-too-slow",
                "The body comes too slowly",
                "a body brings at least " + minimumRate.bytesPerWindow() + " bytes in each "
                        + minimumRate.window().toSeconds() + " s; send the file again, whole"));
    }

    /** Who trickles on after the answer is not waited for. */
    void tooSlow(Exchange exchange, long offsetBytes) {
        exchange.problem(Problem.resume(
                        408,
                        "too-slow",
                        "The body comes too slowly",
                        "a body brings at least " + minimumRate.bytesPerWindow() + " bytes in each "
                                + minimumRate.window().toSeconds() + " s; what has come is kept: go on from there")
                .with("offset", offsetBytes));
        exchange.context().owner().setTimer(HEARD_MILLIS, late -> {
            if (exchange.request().version() == HttpVersion.HTTP_2) {
                exchange.response().reset();
            } else {
                exchange.request().connection().close();
            }
        });
    }

    /** The answer goes out now. */
    void acknowledged(boolean finished, Received received) {
        metrics.acknowledged(finished, nanoTime.getAsLong() - received.lastByteNanos());
    }

    static Problem tooLong(OptionalLong offset) {
        Problem problem = Problem.never(
                413,
                "too-long",
                "The body is longer than the upload",
                "it has more bytes than were announced, and nothing of the last part is kept; ask with HEAD where the upload"
                        + " stands, and send no more than is missing");
        offset.ifPresent(bytes -> problem.with("offset", bytes));
        return problem;
    }

    /** Finishes a file; what does not end well is answered here. */
    void finish(Exchange exchange, SegmentId id, Consumer<Finished> next) {
        tell(exchange, ingest.finish(id, exchange.actor()), next);
    }

    /** As {@link #finish}, of a file that came in one request. */
    void finishWhole(Exchange exchange, UploadRow upload, Consumer<Finished> next) {
        tell(exchange, ingest.finishWhole(upload, exchange.actor()), next);
    }

    private void tell(Exchange exchange, CompletionStage<Finished> finishing, Consumer<Finished> next) {
        exchange.when(finishing, finished -> {
            if (finished instanceof Finished.Unmatched unmatched) {
                metrics.uploadRequest(UploadOp.FINISH, UploadResult.REJECTED);
                exchange.problem(Problem.never(
                                460,
                                "digest-mismatch",
                                "The file is not what its device declared",
                                "what has arrived has another SHA-256 than the one declared; it is kept as unmatched, the"
                                        + " upload is over: create a new upload and send the file again")
                        .with("declared", unmatched.declared().toString())
                        .with("received", unmatched.kept().sha256().toString()));
            } else if (finished instanceof Finished.Overtaken) {
                metrics.uploadRequest(UploadOp.FINISH, UploadResult.CLIENT_GONE);
                exchange.problem(
                        Problem.resume(409, "overtaken", "Another request was faster", "ask for the offset with HEAD"));
            } else {
                metrics.uploadRequest(UploadOp.FINISH, UploadResult.OK);
                next.accept(finished);
            }
        });
    }
}
