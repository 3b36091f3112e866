package io.liuhen.server.http.upload;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.RequestBody;
import io.liuhen.server.ingest.Attributes;
import io.liuhen.server.ingest.UploadStatus;
import io.liuhen.server.observe.UploadOp;
import io.liuhen.storage.AppendMode;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.LengthOutcome;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.UploadRow;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Goes on with resumable uploads: {@code PATCH}. What is wrong is said in this order: existence, media type, fields, offset,
 * lengths. Thread-safe.
 */
final class RufhAppend {
    private final RufhUploads uploads;
    private final Receiving receiving;

    RufhAppend(RufhUploads uploads) {
        this.uploads = uploads;
        this.receiving = uploads.receiving();
    }

    void patch(Exchange exchange, SegmentId id) {
        if (!receiving.admits(exchange)) {
            return;
        }
        RufhRequest asked = RufhRequest.of(exchange.request());
        Optional<Problem> wrong = wrong(exchange, asked);
        RufhDigests.Parsed digests = RufhDigests.of(exchange, asked.offset().orElse(0));
        if (wrong.isPresent()) {
            refuseIfExists(exchange, asked, id, wrong.get());
        } else if (digests instanceof RufhDigests.Parsed.Wrong unreadable) {
            refuseIfExists(exchange, asked, id, unreadable.problem());
        } else if (digests instanceof RufhDigests.Parsed.Ok ok) {
            append(exchange, asked, ok.digests(), id, asked.offset().orElse(0));
        }
    }

    /** Where there is no such upload, that is said first. */
    private void refuseIfExists(Exchange exchange, RufhRequest asked, SegmentId id, Problem problem) {
        exchange.when(
                receiving.ingest().status(id),
                status -> refuse(exchange, asked, exists(status) ? problem : UploadRoutes.refusal(status)));
    }

    private static Optional<Problem> wrong(Exchange exchange, RufhRequest asked) {
        if (asked.version().typed() && !FileHeaders.hasType(exchange.request(), RufhRequest.PARTIAL_UPLOAD)) {
            return Optional.of(RufhProblems.type());
        }
        if (asked.offset().isEmpty()) {
            return Optional.of(RufhProblems.field(FileHeaders.UPLOAD_OFFSET, "where these bytes belong, as a number"));
        }
        return asked.complete().isEmpty()
                ? Optional.of(RufhProblems.field(
                        asked.version().inverted() ? RufhVersion.INCOMPLETE : RufhVersion.COMPLETE,
                        "?1 or ?0, whether these bytes are the last"))
                : Optional.empty();
    }

    private static boolean exists(UploadStatus status) {
        return status instanceof UploadStatus.Open || status instanceof UploadStatus.Complete;
    }

    private void refuse(Exchange exchange, RufhRequest asked, Problem problem) {
        asked.version().tellComplete(exchange.response(), false);
        uploads.refuse(exchange, UploadOp.APPEND, problem);
    }

    private void append(Exchange exchange, RufhRequest asked, RufhDigests digests, SegmentId id, long offset) {
        AppendMode mode = digests.content().mode();
        exchange.when(receiving.ingest().append(id, offset, exchange.actor(), mode), outcome -> {
            if (outcome instanceof AppendOutcome.WrongOffset wrong) {
                wrongOffset(exchange, asked, wrong.durableOffsetBytes(), offset);
            } else if (outcome instanceof AppendOutcome.NotOpen) {
                exchange.when(receiving.ingest().status(id), status -> notOpen(exchange, asked, status, offset));
            } else if (outcome instanceof AppendOutcome.Opened opened) {
                opened(exchange, asked, digests, opened, offset);
            }
        });
    }

    private void wrongOffset(Exchange exchange, RufhRequest asked, long durable, long sent) {
        exchange.response().putHeader(FileHeaders.UPLOAD_OFFSET, String.valueOf(durable));
        uploads.limit().tell(exchange.response());
        refuse(exchange, asked, RufhProblems.offset(durable, sent));
    }

    /** A client that did not hear the last answer may ask for it again, with nothing to add. */
    private void notOpen(Exchange exchange, RufhRequest asked, UploadStatus status, long offset) {
        if (!(status instanceof UploadStatus.Complete complete)) {
            // Open, and takes no bytes: it is being joined.
            refuse(
                    exchange,
                    asked,
                    status instanceof UploadStatus.Open ? TusConcat.takesNoBytes() : UploadRoutes.refusal(status));
            return;
        }
        long length = complete.segment().lengthBytes();
        if (offset != length) {
            wrongOffset(exchange, asked, length, offset);
        } else if (asked.last() && !RequestBody.comes(exchange.request())) {
            asked.version().tellComplete(exchange.response(), true);
            exchange.response().putHeader(FileHeaders.UPLOAD_OFFSET, String.valueOf(length));
            uploads.limit().tell(exchange.response());
            uploads.whole().tell(exchange, complete.segment(), true);
        } else {
            exchange.response().putHeader(FileHeaders.UPLOAD_OFFSET, String.valueOf(length));
            refuse(exchange, asked, RufhProblems.complete(length));
        }
    }

    private void opened(
            Exchange exchange, RufhRequest asked, RufhDigests digests, AppendOutcome.Opened opened, long offset) {
        UploadRow upload = opened.upload();
        if (Attributes.of(upload.attributes()).concatenation().isPartial()) {
            opened.append().close();
            refuse(exchange, asked, TusConcat.isPart());
            return;
        }
        OptionalLong known = upload.declaredLengthBytes();
        OptionalLong content = RequestBody.length(exchange.request());
        OptionalLong told = asked.told(offset, content);
        if (asked.contradicts(known, offset, content)) {
            opened.append().close();
            exchange.response().putHeader(FileHeaders.UPLOAD_OFFSET, String.valueOf(offset));
            refuse(exchange, asked, RufhProblems.contradiction(known));
            return;
        }
        Optional<Problem> forgotten = digests.refusal(asked, upload);
        if (forgotten.isPresent()) {
            opened.append().close();
            exchange.response().putHeader(FileHeaders.UPLOAD_OFFSET, String.valueOf(offset));
            refuse(exchange, asked, forgotten.get());
            return;
        }
        OptionalLong length = known.isPresent() ? known : told;
        long announced = offset + content.orElse(0);
        if (length.isPresent() && announced > length.getAsLong()) {
            uploads.invalidate(exchange, asked, upload.id(), length.getAsLong());
        } else if (Math.max(length.orElse(0), announced) > receiving.maxUploadBytes()) {
            opened.append().close();
            exchange.response().putHeader(FileHeaders.UPLOAD_OFFSET, String.valueOf(offset));
            refuse(exchange, asked, uploads.tooLong());
        } else {
            receive(exchange, asked, digests, opened, new RufhTransfer.Place(upload, offset, length, false, true));
        }
    }

    private void receive(
            Exchange exchange,
            RufhRequest asked,
            RufhDigests digests,
            AppendOutcome.Opened opened,
            RufhTransfer.Place place) {
        UploadRow upload = place.upload();
        OptionalLong length = place.length();
        RufhTransfer transfer = new RufhTransfer(uploads, exchange, asked, digests, place);
        if (length.isEmpty() || upload.declaredLengthBytes().isPresent()) {
            transfer.receive(opened);
            return;
        }
        exchange.when(receiving.ingest().declareLength(upload, length.getAsLong(), exchange.actor()), outcome -> {
            if (outcome instanceof LengthOutcome.Declared) {
                transfer.receive(opened);
            } else {
                opened.append().close();
                refuse(
                        exchange,
                        asked,
                        outcome instanceof LengthOutcome.Contradicted contradicted
                                ? RufhProblems.contradiction(contradicted.declaredLengthBytes())
                                : RufhProblems.overtaken());
            }
        });
    }
}
