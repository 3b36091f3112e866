package io.liuhen.server.http.upload;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code Upload-Checksum} (tus 1.0.0, checksum and checksum-trailer): the digest that a client has of one chunk, in a
 * header or, where the header {@code Trailer} announces it, behind the body. Which algorithm a trailer will name is not
 * known before: all of them run then.
 */
final class TusChecksum implements ChunkCheck {
    private final Optional<Said> said;
    private final List<RunningChecksum> running;
    private final long offsetBytes;

    private TusChecksum(Optional<Said> said, List<RunningChecksum> running, long offsetBytes) {
        this.said = said;
        this.running = running;
        this.offsetBytes = offsetBytes;
    }

    /** What a client says of a chunk. */
    private record Said(ChecksumAlgorithm algorithm, ByteBuffer digest) {}

    /** What a request says of its chunk, which belongs at this offset. */
    static BodyDigests.Parsed of(Exchange exchange, long offsetBytes) {
        HttpServerRequest request = exchange.request();
        if (FileHeaders.has(request, FileHeaders.UPLOAD_CHECKSUM)) {
            return parse(FileHeaders.list(request, FileHeaders.UPLOAD_CHECKSUM))
                    .<BodyDigests.Parsed>map(said -> new BodyDigests.Parsed.Ok(new TusChecksum(
                            Optional.of(said), List.of(new RunningChecksum(said.algorithm())), offsetBytes)))
                    .orElseGet(() -> new BodyDigests.Parsed.Wrong(malformed()));
        }
        if (!RequestBody.announcesBehind(request, FileHeaders.UPLOAD_CHECKSUM)) {
            return new BodyDigests.Parsed.Ok(NONE);
        }
        if (!exchange.body().readsTrailers()) {
            return new BodyDigests.Parsed.Wrong(Problem.badRequest(
                    "checksum",
                    "a checksum behind the body is read on HTTP/1.1 only, and not of pipelined requests; send"
                            + " Upload-Checksum as a header"));
        }
        List<RunningChecksum> all = Arrays.stream(ChecksumAlgorithm.values())
                .map(RunningChecksum::new)
                .toList();
        return new BodyDigests.Parsed.Ok(new TusChecksum(Optional.empty(), all, offsetBytes));
    }

    private static Optional<Said> parse(String text) {
        String[] parts = text.strip().split(" +", -1);
        if (parts.length != 2) {
            return Optional.empty();
        }
        byte[] digest;
        try {
            digest = Base64.getDecoder().decode(parts[1]);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return ChecksumAlgorithm.named(parts[0].toLowerCase(Locale.ROOT))
                .filter(algorithm -> algorithm.digestBytes() == digest.length)
                .map(algorithm -> new Said(algorithm, ByteBuffer.wrap(digest)));
    }

    private static Problem malformed() {
        return Problem.badRequest(
                "checksum",
                "Upload-Checksum is the name of an algorithm, a space, and the chunk's digest in base64; this server knows "
                        + ChecksumAlgorithm.names());
    }

    @Override
    public void update(ByteBuf piece) {
        running.forEach(checksum -> checksum.update(piece));
    }

    @Override
    public Optional<Problem> end(HttpHeaders trailers) {
        Optional<Said> told = said.or(() -> parse(String.join(",", trailers.getAll(FileHeaders.UPLOAD_CHECKSUM))));
        if (told.isEmpty()) {
            return Optional.of(malformed());
        }
        byte[] found = running.stream()
                .filter(checksum -> checksum.algorithm() == told.get().algorithm())
                .findFirst()
                .orElseThrow()
                .digest();
        return told.get().digest().equals(ByteBuffer.wrap(found)) ? Optional.empty() : Optional.of(mismatch());
    }

    private Problem mismatch() {
        return Problem.resume(
                        460,
                        "checksum-mismatch",
                        "The chunk is not what its client sent",
                        "what has arrived has another checksum than Upload-Checksum says; nothing of this chunk is kept:"
                                + " send it again from the same offset")
                .with("offset", offsetBytes);
    }
}
