package io.liuhen.server.http;

import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.greenbytes.http.sfv.ByteSequenceItem;
import org.greenbytes.http.sfv.Dictionary;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;

/**
 * What a client says of a body that fits into memory (RFC 9530). A signature may rest on it: so all of it is compared, or
 * the request is refused. Pure.
 */
final class SmallDigests {
    private static final String CHECKSUM = "Upload-Checksum";

    /** Such a body is a whole: there is no difference between a representation and the content that brings it. */
    private static final List<String> FIELDS = List.of("Content-Digest", "Repr-Digest");

    /** By their names in a field, those that RFC 9530 calls active; others say nothing. */
    private static final Map<String, String> ALGORITHMS = Map.of("sha-256", "SHA-256", "sha-512", "SHA-512");

    private SmallDigests() {}

    /** Why a body is not taken for what its request says of it; nothing said contradicts nothing. */
    static Optional<Problem> refusal(HttpServerRequest request, byte[] body) {
        if (request.headers().contains(CHECKSUM)) {
            return Optional.of(problem(CHECKSUM + " is of what is uploaded to /files; send Content-Digest here"));
        }
        Set<String> announced = Set.copyOf(
                Stream.of(String.join(",", request.headers().getAll("Trailer")).split(",", -1))
                        .map(name -> name.strip().toLowerCase(Locale.ROOT))
                        .distinct()
                        .toList());
        return Stream.concat(FIELDS.stream(), Stream.of(CHECKSUM))
                .filter(field -> announced.contains(field.toLowerCase(Locale.ROOT)))
                .findFirst()
                .map(field -> problem(field + " is not read behind this body; send Content-Digest before it"))
                .or(() -> FIELDS.stream()
                        .filter(field -> contradicts(request.headers().getAll(field), body))
                        .findFirst()
                        .map(field ->
                                problem("the body is not the one that " + field + " was made of; send it again")));
    }

    private static Problem problem(String detail) {
        return Problem.badRequest("content-digest", detail);
    }

    private static boolean contradicts(List<String> lines, byte[] body) {
        if (lines.isEmpty()) {
            return false;
        }
        Dictionary said;
        try {
            said = new Parser(lines).parseDictionary();
        } catch (ParseException e) {
            return true;
        }
        return ALGORITHMS.entrySet().stream().anyMatch(algorithm -> {
            ListElement<?> digest = said.get().get(algorithm.getKey());
            return digest != null
                    && !(digest instanceof ByteSequenceItem bytes
                            && bytes.get().equals(digest(algorithm.getValue(), body)));
        });
    }

    private static ByteBuffer digest(String algorithm, byte[] body) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance(algorithm).digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
