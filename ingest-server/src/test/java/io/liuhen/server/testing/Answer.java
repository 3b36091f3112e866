package io.liuhen.server.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a server answered. */
public final class Answer {
    private static final Set<Integer> NEVER = Set.of(400, 404, 410, 413, 415, 422, 431);

    /** What may be right the next time, though its status sounds final: another answer to it, or other bytes on the way. */
    private static final Set<String> PASSING = Set.of("not-made-yet", "#digest-mismatched-values");

    private final int status;

    /** By name, whatever the case. */
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private final byte[] body;

    Answer(int status, Map<String, List<String>> headers, byte[] body) {
        this.status = status;
        this.body = body.clone();
        headers.forEach((name, values) -> {
            if (!name.startsWith(":")) {
                this.headers.put(name, List.copyOf(values));
            }
        });
    }

    /** Its status. */
    public int status() {
        return status;
    }

    /** Its body; to be changed by nobody. */
    public byte[] body() {
        return body;
    }

    /** A header's value; empty if it is not there. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst();
    }

    /** A header that must be there. */
    public String required(String name) {
        return header(name).orElseThrow(() -> new AssertionError("no " + name + " in " + this));
    }

    /** The offset that the server tells. */
    public long offset() {
        return Long.parseLong(required("Upload-Offset"));
    }

    /** The body as text. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The body as JSON. */
    public ObjectNode json() {
        return CanonicalJson.readObject(body);
    }

    /** The same, if it has this status. */
    public Answer expect(int expected) {
        assertEquals(expected, status, this::toString);
        return this;
    }

    /**
     * The problem (RFC 9457) that this answer must be, complete and with the advice that fits its status: a request that
     * is wrong is wrong for ever, and who may come later is told when.
     */
    public ObjectNode problem(int expectedStatus, String code) {
        expect(expectedStatus);
        assertEquals("application/problem+json", required("Content-Type"), this::toString);
        assertEquals(String.valueOf(body.length), required("Content-Length"), this::toString);
        ObjectNode problem = json();
        assertEquals(type(code), problem.path("type").asText(), this::toString);
        assertEquals(expectedStatus, problem.path("status").asInt(), this::toString);
        assertFalse(problem.path("title").asText().isBlank(), this::toString);
        assertFalse(problem.path("detail").asText().isBlank(), this::toString);
        String retry = problem.path("retry").asText();
        assertTrue(Set.of("never", "later", "resume").contains(retry), this::toString);
        if (NEVER.contains(expectedStatus) && !PASSING.contains(code)) {
            assertEquals("never", retry, this::toString);
        }
        assertEquals(retry.equals("later"), header("Retry-After").isPresent(), this::toString);
        return problem;
    }

    /** A problem of ours, or, where the name begins with {@code #}, one that is registered for everybody. */
    private static String type(String code) {
        return (code.startsWith("#") ? "https://iana.org/assignments/http-problem-types" : "urn:liuhen:problem:")
                + code;
    }

    @Override
    public String toString() {
        String text = text();
        return status + " " + headers + "\n" + text.substring(0, Math.min(text.length(), 2000));
    }
}
