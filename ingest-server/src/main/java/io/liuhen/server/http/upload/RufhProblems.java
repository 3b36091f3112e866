package io.liuhen.server.http.upload;

import io.liuhen.server.http.DeclaredDigests;
import io.liuhen.server.http.DigestAlgorithm;
import io.liuhen.server.http.Problem;
import io.liuhen.storage.format.Sha256;
import java.util.OptionalLong;

/** Refusals of resumable uploads, with the types that the draft registers where it has one. Pure. */
final class RufhProblems {
    private static final String REGISTRY = "https://iana.org/assignments/http-problem-types#";

    private RufhProblems() {}

    static Problem offset(long durable, long sent) {
        return Problem.resume(
                        409,
                        REGISTRY + "mismatching-upload-offset",
                        "The upload stands elsewhere",
                        "these bytes begin at " + sent + ", but the upload stands at " + durable + "; go on from there")
                .with("offset", durable)
                .with("expected-offset", durable)
                .with("provided-offset", sent);
    }

    static Problem contradiction(OptionalLong known) {
        Problem problem = inconsistent(
                "Upload-Length, the length told earlier and the end of a last part (Upload-Complete: ?1) must agree; this"
                        + " request has changed nothing");
        known.ifPresent(length -> problem.with("length", length));
        return problem;
    }

    /** The upload is over: the client has sent what by its own word is not there. */
    static Problem beyond(long length) {
        return inconsistent("more bytes came than the " + length
                        + " that were announced; the upload is over, and what of it"
                        + " was acknowledged is kept as an incomplete segment: create a new upload")
                .with("length", length);
    }

    static Problem overtaken() {
        return Problem.resume(409, "overtaken", "Another request was faster", "ask for the offset with HEAD");
    }

    /** A last part ended early. */
    static Problem ended(long length, long offset) {
        return inconsistent("the last part has ended at " + offset + ", but " + length
                        + " bytes were announced; what came is kept, go on from there")
                .with("length", length)
                .with("offset", offset);
    }

    private static Problem inconsistent(String detail) {
        return Problem.never(400, REGISTRY + "inconsistent-upload-length", "Lengths that do not agree", detail);
    }

    /** The whole has come, and is not what the client had declared: to send it here again would change nothing. */
    static Problem unmatched(Sha256 declared) {
        return DeclaredDigests.ofWhole(declared)
                .mismatch(
                        DigestAlgorithm.SHA_256,
                        "what has arrived has another SHA-256 than the one declared; it is kept as unmatched, the upload is over:"
                                + " create a new upload and send the file again");
    }

    static Problem complete(long length) {
        return Problem.never(
                        400,
                        REGISTRY + "completed-upload",
                        "The upload is complete",
                        "it is sealed, with " + length + " bytes, and takes no more; there is nothing left to send")
                .with("offset", length);
    }

    static Problem type() {
        return Problem.never(
                415,
                "content-type",
                "Another content type",
                "bytes are appended as Content-Type: " + RufhRequest.PARTIAL_UPLOAD);
    }

    static Problem field(String name, String meaning) {
        return Problem.badRequest("upload-fields", "send " + name + ": " + meaning);
    }

    static Problem onlyAsks() {
        return Problem.badRequest(
                "upload-fields", "this request asks, and tells neither an offset nor whether the upload is complete");
    }
}
