package io.liuhen.server.http.read;

import io.liuhen.server.access.Action;
import io.liuhen.server.evidence.Receipts;
import io.liuhen.server.evidence.Receipts.Receipt;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.http.door.SegmentDoor;
import io.liuhen.server.keys.SigningKey;
import io.liuhen.server.records.Soundness;
import io.liuhen.storage.Disposals;
import io.liuhen.storage.Segments;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Tombstone;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * {@code /files/{id}/receipt} and {@code /files/{id}/receipt.p7s}: the custody receipt and its signature; {@code
 * /certificates}: whose signature that is. Thread-safe.
 */
public final class ReceiptRoutes {
    private final Receipts receipts;
    private final Segments segments;
    private final Disposals disposals;
    private final Soundness soundness;
    private final Supplier<SigningKey> keys;

    public ReceiptRoutes(
            Receipts receipts, Segments segments, Disposals disposals, Soundness soundness, Supplier<SigningKey> keys) {
        this.receipts = receipts;
        this.segments = segments;
        this.disposals = disposals;
        this.soundness = soundness;
        this.keys = keys;
    }

    /** Adds the routes. To be opened before those of uploads, which take all addresses below {@code /files}. */
    public void mount(Doors doors) {
        Door door = SegmentDoor.of(Door.of(Action.SEE_UPLOAD));
        doors.open("/files/:id/receipt", door, exchange -> send(exchange, "application/json", Receipt::content));
        doors.open(
                "/files/:id/receipt.p7s",
                door,
                exchange -> send(exchange, "application/pkcs7-signature", Receipt::signature));
        doors.open("/certificates", Door.of(Action.LOOK), this::certificates);
    }

    private void send(Exchange exchange, String type, Function<Receipt, byte[]> part) {
        Optional<SegmentId> id = SegmentId.parse(exchange.pathParam("id"));
        if (!exchange.method().equals("GET")) {
            exchange.methodNotAllowed("GET");
        } else if (id.isEmpty()) {
            none(exchange);
        } else {
            exchange.work(() -> look(id.get()), looked -> answer(exchange, looked, type, part));
        }
    }

    /**
     * What is known.
     *
     * @param segment the file's, if it deserves a receipt
     * @param signed the receipt that was signed before
     * @param doubted whether what is stored is known to be damaged, or could not be read
     */
    private record Looked(
            Optional<SegmentRow> segment, Optional<Tombstone> tombstone, Optional<Receipt> signed, boolean doubted) {}

    private Looked look(SegmentId id) {
        Optional<SegmentRow> segment = segments.find(id);
        return new Looked(
                segment.filter(ReceiptRoutes::deserves),
                segment.isPresent() ? Optional.empty() : disposals.tombstone(id),
                receipts.find(id),
                soundness.isDoubted(id));
    }

    private void answer(Exchange exchange, Looked looked, String type, Function<Receipt, byte[]> part) {
        if (looked.tombstone().isPresent()) {
            exchange.problem(Problem.disposed(looked.tombstone().get()));
        } else if (looked.segment().isEmpty()) {
            none(exchange);
        } else if (looked.doubted()) {
            exchange.problem(damaged());
        } else if (looked.signed().isPresent()) {
            bytes(exchange, type, part.apply(looked.signed().get()));
        } else {
            SegmentRow segment = looked.segment().get();
            // Whoever has it may erase his copy: it is signed for what can be read now.
            exchange.when(soundness.of(segment, true), sound -> {
                if (sound.equals(Optional.of(true))) {
                    exchange.work(() -> receipts.of(segment), receipt -> bytes(exchange, type, part.apply(receipt)));
                } else {
                    exchange.problem(damaged());
                }
            });
        }
    }

    private static Problem damaged() {
        return Problem.never(
                409,
                "damaged",
                "Stored bytes are damaged",
                "what is stored of this file is damaged or cannot be read: keep the file, and send it again");
    }

    /** What is kept of a file that is incomplete, or not what its device declared, is no reason to erase the original. */
    private static boolean deserves(SegmentRow segment) {
        return segment.kind() == SegmentKind.COMPLETE;
    }

    private static void none(Exchange exchange) {
        exchange.problem(
                Problem.notFound("receipt: there is one once the upload is complete and sealed; keep the file"));
    }

    private void certificates(Exchange exchange) {
        if (exchange.method().equals("GET")) {
            exchange.work(
                    () -> keys.get().pem().getBytes(StandardCharsets.US_ASCII),
                    pem -> bytes(exchange, "application/pem-certificate-chain", pem));
        } else {
            exchange.methodNotAllowed("GET");
        }
    }

    private static void bytes(Exchange exchange, String type, byte[] bytes) {
        exchange.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(Buffer.buffer(bytes));
    }
}
