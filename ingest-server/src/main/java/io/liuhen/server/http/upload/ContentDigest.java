package io.liuhen.server.http.upload;

import io.liuhen.server.http.DeclaredDigests;
import io.liuhen.server.http.DigestAlgorithm;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code Content-Digest} (RFC 9530): the digests that a client has of one request's content, in a header or, where the
 * header {@code Trailer} announces it, behind the content. Fed by one thread at a time.
 */
final class ContentDigest implements ChunkCheck {
    private final Optional<DeclaredDigests> declared;
    private final Map<DigestAlgorithm, MessageDigest> running = new EnumMap<>(DigestAlgorithm.class);

    private ContentDigest(Optional<DeclaredDigests> declared, Set<DigestAlgorithm> algorithms) {
        this.declared = declared;
        algorithms.forEach(algorithm -> running.put(algorithm, algorithm.running()));
    }

    /** What a request says of its content. */
    static BodyDigests.Parsed of(Exchange exchange) {
        DeclaredDigests.Parsed parsed = DeclaredDigests.parse(
                DeclaredDigests.CONTENT, exchange.request().headers().getAll(DeclaredDigests.CONTENT));
        if (parsed instanceof DeclaredDigests.Parsed.Wrong wrong) {
            return new BodyDigests.Parsed.Wrong(wrong.problem());
        }
        DeclaredDigests digests = ((DeclaredDigests.Parsed.Ok) parsed).digests();
        if (!digests.values().isEmpty()) {
            return new BodyDigests.Parsed.Ok(
                    new ContentDigest(Optional.of(digests), digests.values().keySet()));
        }
        if (!RequestBody.announcesBehind(exchange.request(), DeclaredDigests.CONTENT)) {
            return new BodyDigests.Parsed.Ok(NONE);
        }
        return exchange.body().readsTrailers()
                ? new BodyDigests.Parsed.Ok(new ContentDigest(Optional.empty(), EnumSet.allOf(DigestAlgorithm.class)))
                : new BodyDigests.Parsed.Wrong(Problem.badRequest(
                        "digest-field",
                        "a digest behind the content is read on HTTP/1.1 only, and not of pipelined requests; send it as"
                                + " a header"));
    }

    /** Compares content with the one digest by this algorithm that was declared of it. */
    static ChunkCheck by(DigestAlgorithm algorithm, DeclaredDigests declared) {
        return new ContentDigest(Optional.of(declared), EnumSet.of(algorithm));
    }

    @Override
    public void update(ByteBuf piece) {
        running.values().forEach(digest -> digest.update(piece.nioBuffer()));
    }

    @Override
    public Optional<Problem> end(HttpHeaders trailers) {
        if (declared.isPresent()) {
            return compare(declared.get());
        }
        DeclaredDigests.Parsed parsed =
                DeclaredDigests.parse(DeclaredDigests.CONTENT, trailers.getAll(DeclaredDigests.CONTENT));
        return parsed instanceof DeclaredDigests.Parsed.Ok ok
                ? compare(ok.digests())
                : Optional.of(((DeclaredDigests.Parsed.Wrong) parsed).problem());
    }

    private Optional<Problem> compare(DeclaredDigests said) {
        if (said.values().isEmpty()) {
            return Optional.of(Problem.badRequest(
                    "digest-field",
                    "a digest was announced to come behind the content, and none that is known here came"));
        }
        return running.entrySet().stream()
                .filter(found -> said.values().containsKey(found.getKey())
                        && !said.is(found.getKey(), found.getValue().digest()))
                .findFirst()
                .map(found -> said.mismatch(
                        found.getKey(),
                        "nothing of this request's content is kept: send it again from the same offset"));
    }
}
