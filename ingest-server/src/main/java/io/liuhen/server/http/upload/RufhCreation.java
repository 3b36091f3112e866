package io.liuhen.server.http.upload;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.RequestBody;
import io.liuhen.server.ingest.Begun;
import io.liuhen.server.ingest.NewUpload;
import io.liuhen.server.observe.UploadOp;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.index.UploadRow;
import io.vertx.core.http.HttpHeaders;
import java.util.Optional;
import java.util.OptionalLong;

/** Opens resumable uploads: what a {@code POST} or {@code PUT} with {@code Upload-Complete} does first. Thread-safe. */
final class RufhCreation {
    private final RufhUploads uploads;
    private final Receiving receiving;

    RufhCreation(RufhUploads uploads) {
        this.uploads = uploads;
        this.receiving = uploads.receiving();
    }

    /**
     * Opens one, and takes what the request carries.
     *
     * @param name of the file, where the address tells it
     */
    void create(Exchange exchange, Optional<String> name) {
        if (!receiving.admitsNew(exchange)) {
            return;
        }
        RufhRequest asked = RufhRequest.of(exchange.request());
        OptionalLong content = RequestBody.length(exchange.request());
        OptionalLong length = asked.told(0, content);
        FileWords.Said said = FileWords.of(exchange.request(), name, false);
        BodyDigests.Parsed digest = BodyDigests.of(exchange, 0);
        Optional<Problem> wrong = wrong(asked, content, length);
        if (wrong.isPresent()) {
            refuse(exchange, asked, wrong.get());
        } else if (said instanceof FileWords.Said.Wrong words) {
            refuse(exchange, asked, words.problem());
        } else if (digest instanceof BodyDigests.Parsed.Wrong unreadable) {
            refuse(exchange, asked, unreadable.problem());
        } else if (said instanceof FileWords.Said.Ok words) {
            receiving.begin(
                    exchange,
                    words.upload(length, NewUpload.Protocol.RUFH),
                    asked.last(),
                    problem -> refuse(exchange, asked, problem),
                    begun -> begun(exchange, asked, begun, digest.check()));
        }
    }

    private void begun(Exchange exchange, RufhRequest asked, Begun.Addressed begun, ChunkCheck check) {
        if (begun instanceof Begun.Opened opened) {
            created(exchange, asked, opened.upload(), false, check);
        } else if (begun instanceof Begun.Again again) {
            created(exchange, asked, again.upload(), true, check);
        } else if (begun instanceof Begun.Here here) {
            asked.version().tellComplete(exchange.response(), true);
            exchange.response()
                    .putHeader(
                            FileHeaders.UPLOAD_OFFSET,
                            String.valueOf(here.segment().lengthBytes()));
            uploads.limit().tell(exchange.response());
            // To a client that only opens an upload, an upload was opened.
            uploads.whole().tellEarly(exchange, here.segment(), !asked.last());
        }
    }

    private Optional<Problem> wrong(RufhRequest asked, OptionalLong content, OptionalLong length) {
        if (asked.contradicts(OptionalLong.empty(), 0, content)
                || (length.isPresent() && content.orElse(0) > length.getAsLong())) {
            return Optional.of(RufhProblems.contradiction(OptionalLong.empty()));
        }
        return Math.max(length.orElse(0), content.orElse(0)) > receiving.maxUploadBytes()
                ? Optional.of(uploads.tooLong())
                : Optional.empty();
    }

    private void refuse(Exchange exchange, RufhRequest asked, Problem problem) {
        asked.version().tellComplete(exchange.response(), false);
        uploads.refuse(exchange, UploadOp.CREATE, problem);
    }

    /** @param known whether somebody may have been told the upload's address before */
    private void created(Exchange exchange, RufhRequest asked, UploadRow upload, boolean known, ChunkCheck check) {
        boolean told = uploads.interim().address(exchange, asked.version(), upload.id());
        if (told) {
            receiving.ingest().told(upload.id());
        }
        RufhTransfer transfer = new RufhTransfer(
                uploads,
                exchange,
                asked,
                // That of the whole file is among its words already.
                new RufhDigests(check, ReprDigest.NONE),
                new RufhTransfer.Place(upload, 0, upload.declaredLengthBytes(), true, told || known));
        if (upload.offsetBytes() > 0 || (!asked.last() && !RequestBody.comes(exchange.request()))) {
            receiving.ingest().told(upload.id());
            exchange.early(receiving.maxUploadBytes(), () -> transfer.acknowledge(upload.offsetBytes()));
            return;
        }
        exchange.when(receiving.ingest().append(upload.id(), 0, exchange.actor(), check.mode()), outcome -> {
            if (outcome instanceof AppendOutcome.Opened opened) {
                transfer.receive(opened);
            } else if (outcome instanceof AppendOutcome.WrongOffset wrong) {
                moved(exchange, asked, upload, wrong.durableOffsetBytes());
            } else {
                exchange.problem(Problem.gone());
            }
        });
    }

    /** Another request of the same client was faster, and has brought bytes. */
    private void moved(Exchange exchange, RufhRequest asked, UploadRow upload, long durable) {
        receiving.ingest().told(upload.id());
        exchange.response()
                .putHeader(HttpHeaders.LOCATION, RufhUploads.address(upload.id()))
                .putHeader(FileHeaders.UPLOAD_OFFSET, String.valueOf(durable));
        refuse(exchange, asked, RufhProblems.offset(durable, 0));
    }
}
