package io.liuhen.server.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a client says of a body that fits into memory (RFC 9530). A signature may rest on it: so all of it is compared, or
 * the request is refused. Pure.
 */
final class SmallDigests {
    private static final String CHECKSUM = "Upload-Checksum";

    /** Such a body is a whole: there is no difference between a representation and the content that brings it. */
    private static final List<String> FIELDS = List.of(DeclaredDigests.CONTENT, DeclaredDigests.REPRESENTATION);

    private SmallDigests() {}

    /** Why a body is not taken for what its request says of it; nothing said contradicts nothing. */
    static Optional<Problem> refusal(HttpServerRequest request, byte[] body) {
        if (request.headers().contains(CHECKSUM)) {
            return refused(CHECKSUM + " is of what is uploaded to /files; send Content-Digest here");
        }
        if (Stream.concat(FIELDS.stream(), Stream.of(CHECKSUM))
                .anyMatch(field -> RequestBody.announcesBehind(request, field))) {
            return refused("digests are not read behind this body; send Content-Digest before it");
        }
        return FIELDS.stream()
                .flatMap(field -> refusal(field, request.headers().getAll(field), body).stream())
                .findFirst();
    }

    private static Optional<Problem> refusal(String field, List<String> lines, byte[] body) {
        if (!(DeclaredDigests.parse(field, lines) instanceof DeclaredDigests.Parsed.Ok said)) {
            return refused(field + " cannot be read");
        }
        boolean same = said.digests().values().keySet().stream()
                .allMatch(algorithm ->
                        said.digests().is(algorithm, algorithm.running().digest(body)));
        return same
                ? Optional.empty()
                : refused("the body is not the one that " + field + " was made of; send it again");
    }

    private static Optional<Problem> refused(String detail) {
        return Optional.of(Problem.badRequest("content-digest", detail));
    }
}
