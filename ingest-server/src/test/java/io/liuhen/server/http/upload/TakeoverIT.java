package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.RawConnection.head;
import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.Rufh;
import io.liuhen.server.testing.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * "A new connection ends a dead or slow one at once, and is told the durable offset." Dead: it has sent 1 MiB that nobody
 * has acknowledged, and sends nothing any more. {@code -Dliuhen.takeovers=200} tries so often, and prints what it took.
 */
final class TakeoverIT {
    private static final int SENT = 1 << 20;
    private static final int TRIES = Integer.getInteger("liuhen.takeovers", 15);

    /** How much longer a takeover may take than asking twice: it commits, which is a sync of the disk. */
    private static final int FACTOR_MAX = 100;

    @TempDir
    private Path folder;

    private final byte[] content = bytes(SENT, 1);
    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.in(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawConnection stalled(String upload, String... lines) {
        RawConnection connection = server.connect();
        server.untilReceived(
                SENT, () -> connection.send(head("PATCH " + upload, lines)).send(content));
        return connection;
    }

    private static long median(List<Long> nanos) {
        return nanos.stream().sorted().toList().get(nanos.size() / 2);
    }

    private static String millis(List<Long> nanos, double share) {
        List<Long> sorted = nanos.stream().sorted().toList();
        return String.format(Locale.ROOT, "%.1f", sorted.get((int) Math.ceil(share * (sorted.size() - 1))) / 1e6);
    }

    private void isTakenOverAtOnce(List<String> uploads, boolean rufh, String... lines) {
        List<Long> takeovers = new ArrayList<>();
        List<Long> asked = new ArrayList<>();
        for (String upload : uploads) {
            try (RawConnection dead = stalled(upload, lines)) {
                long start = System.nanoTime();
                long offset = rufh
                        ? server.rufh().head(upload).expect(204).offset()
                        : server.tus().head(upload).expect(200).offset();
                takeovers.add(System.nanoTime() - start);
                assertEquals(SENT, offset, "all that had come is durable now");
                assertTrue(dead.isClosedByServer(), "the dead connection binds nothing any more");
                start = System.nanoTime();
                server.rufh().head(upload, "Upload-Draft-Interop-Version", "8").expect(204);
                asked.add(System.nanoTime() - start);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%s: takeover of 1 MiB median %s ms, p99 %s ms, longest %s ms; HEAD median %s ms, p99 %s ms (%d times)%n",
                rufh ? "rufh" : "tus",
                millis(takeovers, 0.5),
                millis(takeovers, 0.99),
                millis(takeovers, 1),
                millis(asked, 0.5),
                millis(asked, 0.99),
                TRIES);
        assertTrue(
                median(takeovers) < FACTOR_MAX * median(asked),
                median(takeovers) + " ns against " + median(asked) + " ns");
    }

    @Test
    void inRufh() {
        List<String> uploads = new ArrayList<>();
        for (int i = 0; i < TRIES; i++) {
            uploads.add(server.rufh().create("Upload-Length", String.valueOf(2 * SENT)));
        }
        isTakenOverAtOnce(
                uploads,
                true,
                "Upload-Complete: ?1",
                "Upload-Offset: 0",
                "Content-Type: " + Rufh.PARTIAL_UPLOAD,
                "Content-Length: " + 2 * SENT);
    }

    @Test
    void inTus() {
        List<String> uploads = new ArrayList<>();
        for (int i = 0; i < TRIES; i++) {
            uploads.add(server.tus().create(2 * SENT));
        }
        isTakenOverAtOnce(
                uploads,
                false,
                "Tus-Resumable: 1.0.0",
                "Upload-Offset: 0",
                "Content-Type: application/offset+octet-stream",
                "Content-Length: " + 2 * SENT);
    }

    @Test
    void aPatchTakesOverToo() {
        String upload = server.rufh().create();
        try (RawConnection dead = stalled(
                upload,
                "Upload-Complete: ?0",
                "Upload-Offset: 0",
                "Content-Type: " + Rufh.PARTIAL_UPLOAD,
                "Content-Length: " + 2 * SENT)) {
            server.rufh().patch(upload, SENT, true, content).expect(201);
            assertTrue(dead.isClosedByServer());
        }
    }
}
