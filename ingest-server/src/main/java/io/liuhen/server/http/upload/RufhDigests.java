package io.liuhen.server.http.upload;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.storage.format.Sha256;
import java.util.Optional;

/**
 * The digests that a request of a resumable upload declares.
 *
 * @param content compares the request's own content
 * @param whole that of the whole file, where the request is the last and says it
 */
record RufhDigests(ChunkCheck content, Optional<Sha256> whole) {
    /** Either what is declared, or what is wrong with how. */
    sealed interface Parsed {
        record Ok(RufhDigests digests) implements Parsed {}

        record Wrong(Problem problem) implements Parsed {}
    }

    /** What a request declares that appends. */
    static Parsed of(Exchange exchange, RufhRequest asked) {
        ContentDigest.Parsed content = ContentDigest.of(exchange);
        if (content instanceof ContentDigest.Parsed.Wrong wrong) {
            return new Parsed.Wrong(wrong.problem());
        }
        DeclaredDigests.Parsed whole = DeclaredDigests.parse(
                DeclaredDigests.REPRESENTATION, exchange.request().headers().getAll(DeclaredDigests.REPRESENTATION));
        return whole instanceof DeclaredDigests.Parsed.Ok ok
                ? new Parsed.Ok(
                        new RufhDigests(content.check(), ok.digests().sha256().filter(digest -> asked.last())))
                : new Parsed.Wrong(((DeclaredDigests.Parsed.Wrong) whole).problem());
    }
}
