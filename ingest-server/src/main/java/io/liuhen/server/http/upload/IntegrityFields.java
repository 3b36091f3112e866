package io.liuhen.server.http.upload;

import io.liuhen.server.http.Problem;

/** Digests in requests and answers (RFC 9530), and the problems registered for them. Pure. */
final class IntegrityFields {
    private static final String REGISTRY = "https://iana.org/assignments/http-problem-types#";

    private IntegrityFields() {}

    /** What came is not what a field said. */
    static Problem mismatch(String header, String algorithm, String base64, String detail) {
        Problem problem = Problem.resume(
                400, REGISTRY + "digest-mismatched-values", "What came is not what was declared", detail);
        problem.extra()
                .putArray("mismatched_digests")
                .addObject()
                .put("algorithm", algorithm)
                .put("provided_digest", ":" + base64 + ":")
                .put("header", header);
        return problem;
    }
}
