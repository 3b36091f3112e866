package io.liuhen.server.http;

import io.liuhen.storage.format.Sha256;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.greenbytes.http.sfv.ByteSequenceItem;
import org.greenbytes.http.sfv.Dictionary;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;

/**
 * Digests as a client declares them in a field (RFC 9530), and the problems that are registered for them. Algorithms that
 * are not known here are passed over; a field that cannot be read is refused: its client wanted its bytes to be compared.
 * Immutable.
 *
 * @param header the field
 */
public record DeclaredDigests(String header, Map<DigestAlgorithm, ByteBuffer> values) {
    /** Of one request's content. */
    public static final String CONTENT = "Content-Digest";
    /** Of the whole, whatever part of it a request brings. */
    public static final String REPRESENTATION = "Repr-Digest";

    private static final String REGISTRY = "https://iana.org/assignments/http-problem-types#";

    /** Either what is declared, or what is wrong with how. */
    public sealed interface Parsed {
        record Ok(DeclaredDigests digests) implements Parsed {}

        record Wrong(Problem problem) implements Parsed {}
    }

    /** Reads all lines of a field; none declare nothing. */
    public static Parsed parse(String header, List<String> lines) {
        Map<DigestAlgorithm, ByteBuffer> values = new EnumMap<>(DigestAlgorithm.class);
        if (!lines.isEmpty()) {
            Dictionary dictionary;
            try {
                dictionary = new Parser(lines).parseDictionary();
            } catch (ParseException e) {
                return new Parsed.Wrong(malformed(header));
            }
            for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
                ListElement<?> value = dictionary.get().get(algorithm.key());
                if (value instanceof ByteSequenceItem bytes && bytes.get().remaining() == algorithm.bytes()) {
                    values.put(algorithm, bytes.get());
                } else if (value != null) {
                    return new Parsed.Wrong(
                            value instanceof ByteSequenceItem ? invalid(header, algorithm) : malformed(header));
                }
            }
        }
        return new Parsed.Ok(new DeclaredDigests(header, values));
    }

    private static Problem malformed(String header) {
        return Problem.badRequest(
                "digest-field", header + " is a list like \"sha-256=:…:\", with a digest in base64 between the colons");
    }

    private static Problem invalid(String header, DigestAlgorithm algorithm) {
        Problem problem = Problem.never(
                400,
                REGISTRY + "digest-invalid-values",
                "A digest that cannot be one",
                "a digest of " + algorithm.key() + " has " + algorithm.bytes() + " bytes");
        problem.extra()
                .putArray("invalid_digests")
                .addObject()
                .put("algorithm", algorithm.key())
                .put("header", header)
                .put("reason", "not " + algorithm.bytes() + " bytes");
        return problem;
    }

    /** What came is not what was declared; what was found instead is not told. */
    public Problem mismatch(DigestAlgorithm algorithm, String detail) {
        Problem problem = Problem.resume(
                400, REGISTRY + "digest-mismatched-values", "What came is not what was declared", detail);
        problem.extra()
                .putArray("mismatched_digests")
                .addObject()
                .put("algorithm", algorithm.key())
                .put("provided_digest", ":" + Base64.getEncoder().encodeToString(bytes(algorithm)) + ":")
                .put("header", header);
        return problem;
    }

    /** Whether this digest is the declared one. */
    public boolean is(DigestAlgorithm algorithm, byte[] digest) {
        return ByteBuffer.wrap(digest).equals(values.get(algorithm));
    }

    /** The SHA-256, where it is declared. */
    public Optional<Sha256> sha256() {
        return values.containsKey(DigestAlgorithm.SHA_256)
                ? Optional.of(Sha256.of(bytes(DigestAlgorithm.SHA_256)))
                : Optional.empty();
    }

    private byte[] bytes(DigestAlgorithm algorithm) {
        ByteBuffer declared =
                values.getOrDefault(algorithm, ByteBuffer.allocate(0)).duplicate();
        byte[] bytes = new byte[declared.remaining()];
        declared.get(bytes);
        return bytes;
    }

    /** Of one SHA-256 that was declared as that of the whole. */
    public static DeclaredDigests ofWhole(Sha256 declared) {
        byte[] bytes = Base64.getDecoder().decode(declared.base64());
        return new DeclaredDigests(REPRESENTATION, Map.of(DigestAlgorithm.SHA_256, ByteBuffer.wrap(bytes)));
    }
}
