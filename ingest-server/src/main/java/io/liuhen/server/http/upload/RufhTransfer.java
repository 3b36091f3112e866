package io.liuhen.server.http.upload;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.upload.UploadBody.End;
import io.liuhen.server.http.upload.UploadBody.Received;
import io.liuhen.server.ingest.Finished;
import io.liuhen.server.observe.UploadOp;
import io.liuhen.server.observe.UploadResult;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.UploadRow;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.OptionalLong;

/**
 * What one request of a resumable upload carries, from its first byte to its answer. Confined to the request's event loop.
 */
final class RufhTransfer {
    private final RufhUploads uploads;
    private final Receiving receiving;
    private final Exchange exchange;
    private final RufhRequest asked;
    private final RufhDigests digests;
    private final Place place;

    /**
     * Where a request's content belongs.
     *
     * @param offset of its first byte in the file
     * @param length of the whole file, where it is known
     * @param creates whether the request has created the upload
     * @param reachable whether its client knows the upload's address by now
     */
    record Place(UploadRow upload, long offset, OptionalLong length, boolean creates, boolean reachable) {}

    /** A request whose content has not begun to be read. */
    RufhTransfer(RufhUploads uploads, Exchange exchange, RufhRequest asked, RufhDigests digests, Place place) {
        this.uploads = uploads;
        this.receiving = uploads.receiving();
        this.exchange = exchange;
        this.asked = asked;
        this.digests = digests;
        this.place = place;
    }

    void receive(AppendOutcome.Opened opened) {
        long end = place.length().orElse(receiving.maxUploadBytes());
        UploadBody body =
                receiving.open(exchange, place.upload(), opened.append(), digests.content(), end - place.offset());
        body.onCommit(durable -> uploads.interim().progress(exchange, asked.version(), durable));
        exchange.when(
                body.receive().whenComplete((received, failure) -> {
                    if (failure != null) {
                        receiving.metrics().uploadRequest(UploadOp.APPEND, UploadResult.ERROR);
                        receiving.ingest().couldNotTake(failure);
                        brokenOff();
                    }
                }),
                this::ended);
    }

    /** Where a client was told no address, it sends the file again, whole. */
    private void brokenOff() {
        if (place.reachable()) {
            receiving.ingest().brokeOff(id(), exchange.actor());
        } else {
            receiving.ingest().abandon(place.upload(), exchange.actor());
        }
    }

    private void ended(Received received) {
        if (received.end() == End.COMPLETE) {
            receiving.metrics().uploadRequest(UploadOp.APPEND, UploadResult.OK);
            durable(received);
        } else if (received.end() == End.TOO_LONG && place.length().isPresent()) {
            uploads.invalidate(exchange, asked, id(), place.length().getAsLong());
        } else if (received.end() == End.TOO_LONG) {
            refuse(uploads.tooLong(), received.offsetBytes());
        } else if (received.refusal().isPresent()) {
            refuse(received.refusal().get(), received.offsetBytes());
        } else if (received.end() == End.TOO_SLOW && place.reachable()) {
            receiving.metrics().uploadRequest(UploadOp.APPEND, UploadResult.REJECTED);
            receiving.ingest().brokeOff(id(), exchange.actor());
            tell(received.offsetBytes(), false);
            receiving.tooSlow(exchange, received.offsetBytes());
        } else if (received.end() == End.TOO_SLOW) {
            brokenOff();
            asked.version().tellComplete(exchange.response(), false);
            receiving.tooSlowToKeep(exchange);
        } else {
            receiving.metrics().uploadRequest(UploadOp.APPEND, UploadResult.CLIENT_GONE);
            if (received.end() == End.BROKEN) {
                brokenOff();
            } else {
                receiving.ingest().brokeOff(id(), exchange.actor());
            }
            exchange.cut();
        }
    }

    /** All that came is durable: says so, after the seal where it was the last. */
    private void durable(Received received) {
        if (!asked.last() && !endsByLength(received)) {
            receiving.acknowledged(false, received);
            acknowledge(received.offsetBytes());
        } else if (received.offsetBytes() < place.length().orElse(0)) {
            tell(received.offsetBytes(), false);
            exchange.problem(RufhProblems.ended(place.length().getAsLong(), received.offsetBytes()));
        } else {
            finish(received);
        }
    }

    private boolean endsByLength(Received received) {
        return asked.version().endsByLength()
                && received.offsetBytes() > place.offset()
                && place.length().isPresent()
                && received.offsetBytes() == place.length().getAsLong();
    }

    /** Acknowledges a part that is not the last. */
    void acknowledge(long offsetBytes) {
        HttpServerResponse response = exchange.response();
        tell(offsetBytes, false);
        response.setStatusCode(place.creates() ? 201 : asked.version().appendedStatus());
        if (response.getStatusCode() != 204) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, "0");
        }
        response.end();
    }

    private void tell(long offsetBytes, boolean complete) {
        asked.version().tellComplete(exchange.response(), complete);
        exchange.response().putHeader(FileHeaders.UPLOAD_OFFSET, String.valueOf(offsetBytes));
        uploads.limit().tell(exchange.response());
        if (place.creates() && !complete) {
            receiving.ingest().told(id());
            exchange.response().putHeader(HttpHeaders.LOCATION, RufhUploads.address(id()));
        }
    }

    /** Bytes that do not count; an upload that nobody was told of goes with them. */
    private void refuse(Problem problem, long offsetBytes) {
        if (place.reachable()) {
            tell(offsetBytes, false);
        } else {
            receiving.ingest().abandon(place.upload(), exchange.actor());
            asked.version().tellComplete(exchange.response(), false);
        }
        uploads.refuse(exchange, UploadOp.APPEND, problem);
    }

    private SegmentId id() {
        return place.upload().id();
    }

    /** By its own word the client has nothing more to send than what was sealed. */
    private void finish(Received received) {
        exchange.when(
                receiving
                        .ingest()
                        .finish(id(), exchange.actor(), digests.whole().sha256()),
                finished -> {
                    if (finished instanceof Finished.Unmatched unmatched) {
                        receiving.metrics().uploadRequest(UploadOp.FINISH, UploadResult.REJECTED);
                        tell(received.offsetBytes(), true);
                        exchange.problem(RufhProblems.unmatched(unmatched.declared()));
                    } else if (finished instanceof Finished.Overtaken) {
                        receiving.metrics().uploadRequest(UploadOp.FINISH, UploadResult.CLIENT_GONE);
                        asked.version().tellComplete(exchange.response(), false);
                        exchange.problem(RufhProblems.overtaken());
                    } else {
                        receiving.metrics().uploadRequest(UploadOp.FINISH, UploadResult.OK);
                        receiving.acknowledged(true, received);
                        tell(received.offsetBytes(), true);
                        uploads.whole().tell(exchange, finished);
                    }
                });
    }
}
