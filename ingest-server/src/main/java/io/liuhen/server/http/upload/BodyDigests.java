package io.liuhen.server.http.upload;

import io.liuhen.server.http.DeclaredDigests;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.RequestBody;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a request says of its own body: in tus's words ({@code Upload-Checksum}) and in those of RFC 9530
 * ({@code Content-Digest}), before the body or, where {@code Trailer} announces it, behind. Every way of uploading asks
 * here, whichever protocol it speaks: a signature may rest on either, so each that is there is compared, or the request is
 * refused. Pure.
 */
final class BodyDigests {
    private BodyDigests() {}

    /** Either how a body is compared, or what is wrong with what is said of it. */
    sealed interface Parsed {
        record Ok(ChunkCheck check) implements Parsed {}

        record Wrong(Problem problem) implements Parsed {}

        /** How the upload is to be opened for it. */
        default ChunkCheck check() {
            return this instanceof Ok ok ? ok.check() : ChunkCheck.NONE;
        }

        /** Why the request is refused, if it is. */
        default Optional<Problem> refusal() {
            return this instanceof Wrong wrong ? Optional.of(wrong.problem()) : Optional.empty();
        }
    }

    /** What a request says of its body, which belongs at this offset. */
    static Parsed of(Exchange exchange, long offsetBytes) {
        Parsed checksum = TusChecksum.of(exchange, offsetBytes);
        Parsed content = ContentDigest.of(exchange);
        Optional<Problem> wrong =
                saidTwice(exchange.request()).or(checksum::refusal).or(content::refusal);
        ChunkCheck both = checksum.check().and(content.check());
        if (wrong.isEmpty() && !RequestBody.comes(exchange.request())) {
            // Nobody will read it: what was said is said of no bytes.
            wrong = both.end(EmptyHttpHeaders.INSTANCE);
        }
        return wrong.<Parsed>map(Parsed.Wrong::new).orElseGet(() -> new Parsed.Ok(both));
    }

    private static Optional<Problem> saidTwice(HttpServerRequest request) {
        return Stream.of(FileHeaders.UPLOAD_CHECKSUM, DeclaredDigests.CONTENT)
                .filter(field -> FileHeaders.has(request, field) && RequestBody.announcesBehind(request, field))
                .findFirst()
                .map(field -> Problem.badRequest("digest-field", "send " + field + " before the body or behind it"));
    }
}
