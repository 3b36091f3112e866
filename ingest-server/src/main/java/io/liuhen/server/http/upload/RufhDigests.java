package io.liuhen.server.http.upload;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.ingest.Attributes;
import io.liuhen.storage.index.UploadRow;
import java.util.Optional;

/**
 * The digests that a request of a resumable upload declares.
 *
 * @param content compares the request's own content
 * @param whole that of the whole file
 */
record RufhDigests(ChunkCheck content, ReprDigest whole) {
    /** Either what is declared, or what is wrong with how. */
    sealed interface Parsed {
        record Ok(RufhDigests digests) implements Parsed {}

        record Wrong(Problem problem) implements Parsed {}
    }

    /** What a request declares that appends at this offset. */
    static Parsed of(Exchange exchange, long offsetBytes) {
        BodyDigests.Parsed content = BodyDigests.of(exchange, offsetBytes);
        if (content instanceof BodyDigests.Parsed.Wrong wrong) {
            return new Parsed.Wrong(wrong.problem());
        }
        ReprDigest.Parsed whole = ReprDigest.of(exchange.request(), false);
        return whole instanceof ReprDigest.Parsed.Ok ok
                ? new Parsed.Ok(new RufhDigests(content.check(), ok.digest()))
                : new Parsed.Wrong(((ReprDigest.Parsed.Wrong) whole).problem());
    }

    /** Why the request cannot say what it says of the whole file, if it cannot. */
    Optional<Problem> refusal(RufhRequest asked, UploadRow upload) {
        return asked.last()
                ? Optional.empty()
                : whole.unlessDeclared(Attributes.of(upload.attributes()).declaredSha256());
    }
}
