package io.liuhen.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.index.Tombstone;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletionException;

/**
 * A refusal that says what to do (RFC 9457).
 *
 * @param code names the problem for programs, or is an address that others have registered for it; part of the API
 * @param title the same for people
 * @param detail what is wrong with this request, and what would be right
 * @param retry whether asking again makes sense
 * @param extra further members, such as the offset that is right
 */
public record Problem(int status, String code, String title, String detail, Retry retry, ObjectNode extra) {
    /** Whether asking again makes sense. */
    public enum Retry {
        /** The request is wrong, and will be. */
        NEVER,
        /** The server cannot now. */
        LATER,
        /** Ask for the offset, and go on from there. */
        RESUME
    }

    private static final String REGISTERED = "https:";
    private static final String OWN = "urn:liuhen:problem:";
    private static final int LATER_SECONDS = 5;

    /** Room comes back when a person has made some, not within seconds. */
    private static final int ROOM_SECONDS = 30;

    private static final int NO_ROOM = 507;
    private static final String RETRY_AFTER = "retryAfter";

    /** A refusal for good. */
    public static Problem never(int status, String code, String title, String detail) {
        return new Problem(status, code, title, detail, Retry.NEVER, CanonicalJson.object());
    }

    /** A refusal that passes. */
    public static Problem later(int status, String code, String title, String detail) {
        return new Problem(status, code, title, detail, Retry.LATER, CanonicalJson.object());
    }

    /** A refusal that asks the client to look where it stands. */
    public static Problem resume(int status, String code, String title, String detail) {
        return new Problem(status, code, title, detail, Retry.RESUME, CanonicalJson.object());
    }

    /** A request that breaks the rules of its form. */
    public static Problem badRequest(String code, String detail) {
        return never(400, code, "The request is malformed", detail);
    }

    /** Nothing has this address. */
    public static Problem notFound(String what) {
        return never(404, "not-found", "Not found", "there is no " + what + "; check the address");
    }

    /** An upload that was ended. */
    public static Problem gone() {
        return never(
                410,
                "gone",
                "The upload was ended",
                "it takes no more bytes; create a new upload to send the file again");
    }

    /** A segment that went for ever, and what it was. */
    public static Problem disposed(Tombstone tombstone) {
        Problem problem = never(
                410, "disposed", "The segment was disposed of", "it is gone for ever, by a grant; this is what it was");
        for (String name : new String[] {"why", "rule"}) {
            if (tombstone.grant().path(name).isTextual()) {
                problem.with(name, tombstone.grant().path(name).textValue());
            }
        }
        return problem.with("id", tombstone.id().toString())
                .with("kind", tombstone.kind().toString())
                .with("length", tombstone.lengthBytes())
                .with("sha256", tombstone.sha256().toString())
                .with("sealedAt", tombstone.sealedAt().toString())
                .with("disposedAt", tombstone.disposedAt().toString());
    }

    /** What a failure of the engine means to a client. */
    public static Problem of(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof StorageException storage) {
            return switch (storage.category()) {
                case NO_SPACE ->
                    later(
                            NO_ROOM,
                            "no-space",
                            "The server has no room for these bytes",
                            "nothing that was acknowledged is lost, and what other uploads were promised stays theirs; the"
                                    + " operator must make room. Keep the file, and ask again later: an upload that"
                                    + " exists goes on from the offset that HEAD tells, a new one is created then");
                case READ_ONLY, AMBIGUOUS_COMMIT ->
                    later(
                            503,
                            "read-only",
                            "The server takes no writes",
                            "its disk has failed to keep its word; the operator must look. Bytes that were not"
                                    + " acknowledged must be sent again later, from the offset that HEAD tells");
                case CORRUPT, MISSING ->
                    never(
                            500,
                            "damaged",
                            "Stored bytes are damaged",
                            "the server has found that bytes are not as they were stored, and does not hand them out");
                case IO, IN_USE, TOO_NEW, CLOSED ->
                    later(503, "unavailable", "The server cannot now", "try again, from the offset that HEAD tells");
            };
        }
        if (cause instanceof OutOfMemoryError) {
            // Of memory for bodies: without any for itself the process ends.
            return later(503, "busy", "The server has no memory for this now", "send it again, a little later");
        }
        return later(500, "internal", "The server failed", "the failure is in its log; try again later");
    }

    /** The same with the time after which asking again makes sense. */
    public Problem after(Duration wait) {
        return with(RETRY_AFTER, wait.toSeconds());
    }

    /** The same with a further member. */
    public Problem with(String name, String value) {
        extra.put(name, value);
        return this;
    }

    /** The same with a further member. */
    public Problem with(String name, long value) {
        extra.put(name, value);
        return this;
    }

    ObjectNode json() {
        ObjectNode json = CanonicalJson.object()
                .put("type", code.startsWith(REGISTERED) ? code : OWN + code)
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .put("retry", retry.name().toLowerCase(Locale.ROOT));
        json.setAll(extra);
        return json;
    }

    /** For the header {@code Retry-After}, where the problem passes by itself. */
    int retryAfterSeconds() {
        return extra.path(RETRY_AFTER).asInt(status == NO_ROOM ? ROOM_SECONDS : LATER_SECONDS);
    }
}
