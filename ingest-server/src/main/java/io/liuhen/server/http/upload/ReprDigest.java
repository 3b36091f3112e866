package io.liuhen.server.http.upload;

import io.liuhen.server.http.DeclaredDigests;
import io.liuhen.server.http.DigestAlgorithm;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.RequestBody;
import io.liuhen.storage.format.Sha256;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;

/**
 * {@code Repr-Digest} (RFC 9530): the digests that a client has of a whole file. SHA-256 is what the server knows of every
 * file, and how the file is kept if it differs. SHA-512 can be compared only with bytes that pass in one request, from the
 * first to the last; where they may come in several, it is refused rather than passed over.
 *
 * @param sha256 compared before the file is sealed
 * @param content compares what can only be compared while it comes
 */
record ReprDigest(Optional<Sha256> sha256, ChunkCheck content) {
    /** Nothing is declared. */
    static final ReprDigest NONE = new ReprDigest(Optional.empty(), ChunkCheck.NONE);

    /** Either what is declared, or what is wrong with how. */
    sealed interface Parsed {
        record Ok(ReprDigest digest) implements Parsed {}

        record Wrong(Problem problem) implements Parsed {}
    }

    /**
     * What a request declares.
     *
     * @param whole whether the file comes with this request or not at all
     */
    static Parsed of(HttpServerRequest request, boolean whole) {
        DeclaredDigests.Parsed parsed = DeclaredDigests.parse(
                DeclaredDigests.REPRESENTATION, request.headers().getAll(DeclaredDigests.REPRESENTATION));
        if (parsed instanceof DeclaredDigests.Parsed.Wrong wrong) {
            return new Parsed.Wrong(wrong.problem());
        }
        DeclaredDigests digests = ((DeclaredDigests.Parsed.Ok) parsed).digests();
        boolean sha512 = digests.values().containsKey(DigestAlgorithm.SHA_512);
        if (RequestBody.announcesBehind(request, DeclaredDigests.REPRESENTATION)) {
            return refused("it is read before the body only");
        }
        if (sha512 && !whole) {
            return refused("of a file that may come in several requests only sha-256 is compared: declare that, and"
                    + " sha-512 in Content-Digest, of each request's content");
        }
        return new Parsed.Ok(new ReprDigest(
                digests.sha256(), sha512 ? ContentDigest.by(DigestAlgorithm.SHA_512, digests) : ChunkCheck.NONE));
    }

    private static Parsed refused(String why) {
        return new Parsed.Wrong(problem(why));
    }

    private static Problem problem(String why) {
        return Problem.badRequest("digest-field", DeclaredDigests.REPRESENTATION + " is not compared here: " + why);
    }

    /** Why words that a client says of a file contradict this, if they do; else it is among them. */
    Optional<Problem> joins(Map<String, String> words) {
        String said = words.getOrDefault(FileWords.SHA256, "").strip();
        if (sha256.isPresent()
                && words.containsKey(FileWords.SHA256)
                && !Sha256.parse(said).equals(sha256)) {
            return Optional.of(Problem.badRequest(
                    "digest-field", "Repr-Digest and the sha256 in Upload-Metadata are not the same digest"));
        }
        sha256.ifPresent(digest -> words.putIfAbsent(FileWords.SHA256, digest.toString()));
        return Optional.empty();
    }

    /**
     * Why a request that goes on with a file cannot say this: nobody would remember it until the file is whole.
     *
     * @param declared at its creation
     */
    Optional<Problem> unlessDeclared(Optional<Sha256> declared) {
        return sha256.isEmpty() || sha256.equals(declared)
                ? Optional.empty()
                : Optional.of(problem(
                        declared.isPresent()
                                ? "the upload was created for a file with another digest"
                                : "it is declared when the upload is created, or, in the IETF's protocol, with the last"
                                        + " bytes"));
    }
}
