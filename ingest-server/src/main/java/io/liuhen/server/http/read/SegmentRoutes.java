package io.liuhen.server.http.read;

import io.liuhen.server.access.Action;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.http.door.SegmentDoor;
import io.liuhen.server.http.read.ReadSlots.Slot;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.pipeline.FixityAlarm;
import io.liuhen.server.query.ReadLog;
import io.liuhen.server.query.SegmentView;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.storage.SegmentReader;
import io.liuhen.storage.Segments;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.verify.SegmentCheck;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The routes below {@code /segments}. Thread-safe. */
public final class SegmentRoutes {
    private static final Set<StorageException.Category> DAMAGE =
            EnumSet.of(StorageException.Category.CORRUPT, StorageException.Category.MISSING);

    private final Segments segments;
    private final SegmentFinder finder;
    private final DerivedReply copies;
    private final SegmentView view;
    private final ReadLog readLog;
    private final FixityAlarm alarm;
    private final Metrics metrics;
    private final Executor workers;

    /** Each holds a block while it is checked and sent. */
    private final ReadSlots originals = new ReadSlots(48, BlockChecksums.BLOCK_BYTES);

    public SegmentRoutes(
            Segments segments,
            SegmentFinder finder,
            DerivedReply copies,
            SegmentView view,
            ReadLog readLog,
            FixityAlarm alarm,
            Metrics metrics,
            Executor workers) {
        this.segments = segments;
        this.finder = finder;
        this.copies = copies;
        this.view = view;
        this.readLog = readLog;
        this.alarm = alarm;
        this.metrics = metrics;
        this.workers = workers;
    }

    /** Adds the routes. */
    public void mount(Doors doors) {
        open(doors, "/segments/:id", Action.READ_METADATA, this::describe);
        open(doors, "/segments/:id/content", Action.READ_ORIGINAL, this::content);
        open(doors, "/segments/:id/manifest", Action.READ_METADATA, this::manifest);
        open(
                doors,
                "/segments/:id/proxy.mp4",
                Action.READ_COPY,
                (exchange, segment) -> copies.send(
                        exchange, segment, "proxy.mp4", () -> view.state(segment, SegmentReports.PROXY, "proxy")));
        open(
                doors,
                "/segments/:id/hls/index.m3u8",
                Action.READ_COPY,
                (exchange, segment) -> copies.playlist(
                        exchange, segment, "proxy.mp4", () -> view.state(segment, SegmentReports.PROXY, "proxy")));
        open(
                doors,
                "/segments/:id/poster.jpg",
                Action.READ_COPY,
                (exchange, segment) -> copies.send(
                        exchange, segment, "poster.jpg", () -> view.state(segment, SegmentReports.POSTER, "poster")));
        open(
                doors,
                "/segments/:id/contact-sheet.jpg",
                Action.READ_COPY,
                (exchange, segment) -> copies.send(
                        exchange,
                        segment,
                        "contact-sheet.jpg",
                        () -> view.state(segment, SegmentReports.CONTACT_SHEET, "proxy")));
        open(
                doors,
                "/segments/:id/waveform.png",
                Action.READ_COPY,
                (exchange, segment) -> copies.send(
                        exchange,
                        segment,
                        "waveform.png",
                        () -> view.state(segment, SegmentReports.WAVEFORM, "proxy")));
    }

    private void open(Doors doors, String path, Action right, Reading reading) {
        doors.open(
                path,
                SegmentDoor.of(Door.of(right)),
                exchange -> finder.read(exchange, segment -> reading.run(exchange, segment)));
    }

    /** What is done with a segment that exists. */
    private interface Reading {
        void run(Exchange exchange, SegmentRow segment);
    }

    private void describe(Exchange exchange, SegmentRow segment) {
        exchange.work(() -> view.json(segment), json -> exchange.json(200, json));
    }

    private void manifest(Exchange exchange, SegmentRow segment) {
        exchange.work(() -> segments.manifest(segment.id()), bytes -> {
            exchange.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(bytes.length));
            if (exchange.request().method().equals(HttpMethod.HEAD)) {
                exchange.response().end();
            } else {
                exchange.response().end(Buffer.buffer(bytes));
            }
        });
    }

    private void content(Exchange exchange, SegmentRow segment) {
        Optional<Slot> slot = originals.take(exchange);
        if (slot.isEmpty()) {
            return;
        }
        Actor actor = exchange.actor();
        exchange.work(
                () -> {
                    try {
                        SegmentReader reader = segments.open(segment, slot.get().memory());
                        return slot.get().holding(traced(new SegmentContent(reader), actor, segment, "content"));
                    } catch (RuntimeException | Error e) {
                        slot.get().close();
                        damaged(segment).accept(e);
                        throw e;
                    }
                },
                content -> new ContentReply(
                                "application/octet-stream",
                                "\"" + segment.sha256() + "\"",
                                Optional.of("sha-256=:" + segment.sha256().base64() + ":"),
                                segment.fileName()
                                        .replace("original", segment.id().toString()),
                                workers,
                                metrics::contentRead)
                        .send(exchange, content, damaged(segment)));
    }

    private Content traced(Content content, Actor actor, SegmentRow segment, String file) {
        return new TracedContent(content, () -> readLog.reading(actor, segment.id(), file));
    }

    /** An original that is damaged, or not there, raises the alarm, whoever came across it. */
    private Consumer<Throwable> damaged(SegmentRow segment) {
        return failure -> {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause instanceof StorageException storage && DAMAGE.contains(storage.category())) {
                workers.execute(() -> alarm.raise(segment, SegmentCheck.damageOf(storage)));
            }
        };
    }
}
