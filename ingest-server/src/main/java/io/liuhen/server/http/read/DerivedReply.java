package io.liuhen.server.http.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.read.ReadSlots.Slot;
import io.liuhen.server.query.ReadLog;
import io.liuhen.storage.Derivatives;
import io.liuhen.storage.Derivatives.DerivedFile;
import io.liuhen.storage.index.SegmentRow;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Answers with a file that was made of a segment, or with why there is none. Thread-safe. */
public final class DerivedReply {
    private final Derivatives derivatives;
    private final ReadLog readLog;
    private final Executor workers;

    /** Copies are watched by many, and paused by some: more at once, and less for each. */
    private final ReadSlots slots = new ReadSlots(192, 64 << 10);

    public DerivedReply(Derivatives derivatives, ReadLog readLog, Executor workers) {
        this.derivatives = derivatives;
        this.readLog = readLog;
        this.workers = workers;
    }

    private record Found(ObjectNode state, Optional<Content> file) {}

    private record Playlist(ObjectNode state, Optional<Optional<HlsPlaylist>> found) {}

    /**
     * Sends the file; who has read its first byte is on record.
     *
     * @param state what is known of it: {@code state}, and of one that is done {@code mediaType} and {@code sha256}; blocks
     */
    void send(Exchange exchange, SegmentRow segment, String name, Supplier<ObjectNode> state) {
        Optional<Slot> slot = slots.take(exchange);
        if (slot.isEmpty()) {
            return;
        }
        exchange.work(
                () -> {
                    try {
                        ObjectNode known = state.get();
                        Optional<Content> file = open(segment, name, known)
                                .map(open -> slot.get()
                                        .holding(new DerivedContent(
                                                open, slot.get().memory())));
                        return new Found(known, file);
                    } catch (RuntimeException | Error e) {
                        slot.get().close();
                        throw e;
                    }
                },
                found -> {
                    if (found.file().isPresent()) {
                        send(exchange, segment, name, found.file().get(), found.state());
                    } else {
                        slot.get().close();
                        exchange.problem(notThere(name, found.state()));
                    }
                });
    }

    /**
     * Sends the playlist (HLS) of a file that plays; the pieces in it are ranges of the file, which is read as everybody
     * reads it.
     */
    void playlist(Exchange exchange, SegmentRow segment, String name, Supplier<ObjectNode> state) {
        exchange.work(
                () -> {
                    ObjectNode known = state.get();
                    Optional<DerivedFile> file = open(segment, name, known);
                    if (file.isEmpty()) {
                        return new Playlist(known, Optional.empty());
                    }
                    try (DerivedFile open = file.get()) {
                        return new Playlist(known, Optional.of(HlsPlaylist.of(open::read, open.sizeBytes())));
                    }
                },
                answer -> {
                    if (answer.found().isEmpty()) {
                        exchange.problem(notThere(name, answer.state()));
                    } else if (answer.found().get().isEmpty()) {
                        exchange.problem(Problem.never(
                                409,
                                "no-pieces",
                                "Not in pieces",
                                name + " was made without an index of its pieces; have it made again"));
                    } else {
                        send(exchange, answer.found().get().get());
                    }
                });
    }

    private static void send(Exchange exchange, HlsPlaylist playlist) {
        // One folder up from the playlist, whichever file it is of.
        String text = playlist.text("../proxy.mp4");
        exchange.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/vnd.apple.mpegurl")
                .putHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .putHeader("X-Content-Type-Options", "nosniff");
        if (exchange.request().method().equals(HttpMethod.HEAD)) {
            exchange.response().end();
        } else {
            exchange.response().end(text);
        }
    }

    private Optional<DerivedFile> open(SegmentRow segment, String name, ObjectNode state) {
        return state.path("state").asText().equals("done") ? derivatives.open(segment.id(), name) : Optional.empty();
    }

    private void send(Exchange exchange, SegmentRow segment, String name, Content file, ObjectNode state) {
        Actor actor = exchange.actor();
        new ContentReply(
                        state.path("mediaType").asText("application/octet-stream"),
                        "\"" + state.path("sha256").asText() + "\"",
                        Optional.empty(),
                        segment.id() + "-" + name,
                        workers,
                        bytes -> {})
                .send(
                        exchange,
                        new TracedContent(file, () -> readLog.reading(actor, segment.id(), name)),
                        failure -> {});
    }

    private static Problem notThere(String name, ObjectNode state) {
        String word = state.path("state").asText();
        String detail = state.path("detail").asText("");
        boolean coming = word.equals("queued") || word.equals("running");
        String sentence = coming
                ? name + " is not made yet; ask again in a while"
                : name + " cannot be made" + (detail.isEmpty() ? "" : ": " + detail);
        Problem problem = coming
                ? Problem.later(404, "not-made-yet", "Not made yet", sentence)
                : Problem.never(404, "not-made", "There is no such file", sentence);
        problem.with("state", word);
        if (state.has("code")) {
            problem.with("reason", state.path("code").asText());
        }
        return problem;
    }
}
