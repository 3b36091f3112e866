package io.liuhen.server.http.read;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Replies;
import io.liuhen.server.http.read.ByteRanges.ByteRange;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends parts of a content, one piece in memory at a time: read on a worker thread, written on the event loop, and the
 * next only when the client's connection has taken it. A piece is written from where it was read to; nothing copies it,
 * and nothing touches its memory before the write is over. Confined to the request's event loop.
 *
 * <p>The first piece is read before the head of the answer is written, so that what is damaged at its beginning is
 * answered with a problem; damage further on cuts the connection.
 */
final class ContentSender {
    private static final Logger LOG = LoggerFactory.getLogger(ContentSender.class);

    private final Exchange exchange;
    private final Content content;
    private final Executor workers;
    private final Runnable head;
    private final LongConsumer sent;
    private final Consumer<Throwable> damaged;
    private final Deque<Part> parts = new ArrayDeque<>();
    private boolean headWritten;
    /** Whether a read or a write that has begun uses the content's memory. */
    private boolean inUse;

    private boolean over;

    /** A range, after some text of its own (the head of a part of a multipart answer, or nothing). */
    private record Part(String before, ByteRange range) {}

    /**
     * A sender that has not begun.
     *
     * @param head puts status and headers into the answer, once the first piece is known to be good
     * @param sent told how many bytes have left
     * @param damaged told why reading failed
     */
    ContentSender(
            Exchange exchange,
            Content content,
            Executor workers,
            Runnable head,
            LongConsumer sent,
            Consumer<Throwable> damaged) {
        this.exchange = exchange;
        this.content = content;
        this.workers = workers;
        this.head = head;
        this.sent = sent;
        this.damaged = damaged;
    }

    void add(String before, ByteRange range) {
        parts.add(new Part(before, range));
    }

    /** Sends everything that was added; the content is closed at the end, whatever happens. */
    void send() {
        if (exchange.response().closed()) {
            end();
            return;
        }
        exchange.response().closeHandler(gone -> end());
        exchange.response().exceptionHandler(gone -> end());
        next();
    }

    private void next() {
        Part part = parts.poll();
        if (part == null) {
            writeHead();
            exchange.response().end();
            end();
            return;
        }
        if (part.range().length() == 0) {
            writeHead();
            exchange.response().write(Buffer.buffer(part.before()));
            next();
            return;
        }
        inUse = true;
        CompletionStage<ByteBuffer> reading = CompletableFuture.supplyAsync(() -> content.read(part.range()), workers);
        reading.whenComplete((piece, failure) -> exchange.context().runOnContext(here -> {
            inUse = false;
            if (failure != null) {
                failed(failure);
            } else if (over) {
                closeContent();
            } else {
                write(part, piece);
            }
        }));
    }

    private void write(Part part, ByteBuffer piece) {
        writeHead();
        HttpServerResponse response = exchange.response();
        if (!part.before().isEmpty()) {
            response.write(Buffer.buffer(part.before()));
        }
        int length = piece.remaining();
        inUse = true;
        // Vert.x holds on to the buffer until this future completes, and not a moment longer, whatever comes of the
        // write.
        response.write(BufferInternal.buffer(Unpooled.wrappedBuffer(piece))).onComplete(written -> {
            inUse = false;
            if (written.succeeded()) {
                sent.accept(length);
            }
            if (over) {
                closeContent();
            } else if (written.succeeded()) {
                wroteTo(part.range().from() + length, part.range());
            } else {
                end();
            }
        });
    }

    private void wroteTo(long position, ByteRange range) {
        if (position < range.to()) {
            parts.addFirst(new Part("", new ByteRange(position, range.to())));
        }
        next();
    }

    private void writeHead() {
        if (!headWritten) {
            headWritten = true;
            head.run();
        }
    }

    private void failed(Throwable failure) {
        // Also where the client has gone meanwhile: damage is damage, whoever has come across it.
        damaged.accept(failure);
        if (over) {
            closeContent();
            return;
        }
        if (headWritten) {
            LOG.error("content was cut off while it was sent: {}", failure.getMessage(), failure);
            exchange.cut();
        } else {
            Replies.failure(exchange.request(), failure);
        }
        end();
    }

    private void end() {
        if (!over) {
            over = true;
            if (!inUse) {
                closeContent();
            }
        }
    }

    private void closeContent() {
        workers.execute(content::close);
    }

    /** Lengths of the parts' own texts and of their ranges, for a Content-Length. */
    static long length(List<String> texts, List<ByteRange> ranges) {
        long length = 0;
        for (String text : texts) {
            length += text.length();
        }
        for (ByteRange range : ranges) {
            length += range.length();
        }
        return length;
    }
}
