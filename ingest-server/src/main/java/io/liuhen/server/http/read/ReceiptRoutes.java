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
import io.liuhen.storage.Segments;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.index.SegmentRow;
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
    private final Supplier<SigningKey> keys;

    public ReceiptRoutes(Receipts receipts, Segments segments, Supplier<SigningKey> keys) {
        this.receipts = receipts;
        this.segments = segments;
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
            exchange.work(
                    () -> segments.find(id.get())
                            .filter(ReceiptRoutes::deserves)
                            .map(receipts::of),
                    found -> found.ifPresentOrElse(
                            receipt -> bytes(exchange, type, part.apply(receipt)), () -> none(exchange)));
        }
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
