package io.liuhen.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.Seeded;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dock full of recorders, on bad lines: chunks of any size, lines that break anywhere, and in the end every bit. */
final class ManyUploadsIT {
    private static final long SEED = 20_261_120L;
    private static final int RECORDERS = 12;
    private static final int FILES_EACH = 3;
    private static final int LENGTH_MAX = 2_500_000;

    @TempDir
    private Path folder;

    @Test
    void everyUploadArrivesWholeWhateverBreaks() {
        ExecutorService dock = Executors.newFixedThreadPool(RECORDERS);
        try (TestServer server = TestServer.in(folder)) {
            List<CompletableFuture<Void>> recorders = new ArrayList<>();
            for (int i = 0; i < RECORDERS; i++) {
                long seed = SEED + i;
                recorders.add(CompletableFuture.runAsync(() -> record(server, seed), dock));
            }
            recorders.forEach(CompletableFuture::join);
            assertEquals(RECORDERS * FILES_EACH, server.metric("liuhen_segments_sealed_total"));
            Eventually.holds(
                    () -> server.metric("liuhen_uploads_in_progress") + " requests never end",
                    () -> server.metric("liuhen_uploads_in_progress") == 0);
            assertEquals(0, server.metric("liuhen_upload_buffered_bytes"));
            int takes = server.http()
                    .get("/recordings?limit=200&state=incomplete")
                    .json()
                    .path("recordings")
                    .size();
            assertEquals(RECORDERS, takes, "the files of each recorder are one take");
        } finally {
            dock.shutdownNow();
        }
    }

    private static void record(TestServer server, long seed) {
        Random random = new Random(seed);
        for (int sequence = 1; sequence <= FILES_EACH; sequence++) {
            byte[] content = Seeded.bytes(1 + random.nextInt(LENGTH_MAX), seed * 31 + sequence);
            try {
                upload(server, random, content, "DSJ-" + seed, String.valueOf(sequence));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("recorder with seed " + seed + ", file " + sequence, e);
            }
        }
    }

    private static void upload(TestServer server, Random random, byte[] content, String device, String sequence) {
        Tus tus = server.tus();
        String upload = tus.create(content.length, "device", device, "recording", "T", "sequence", sequence);
        int offset = 0;
        while (offset < content.length) {
            int to = offset + 1 + random.nextInt(content.length - offset);
            if (random.nextInt(3) == 0) {
                breakOff(server, upload, content, offset, to, random.nextInt(to - offset));
            } else {
                patch(tus, upload, offset, Arrays.copyOfRange(content, offset, to));
            }
            // Whatever became of it: the server knows, and never takes back what it has told.
            int told = (int) tus.head(upload).expect(200).offset();
            assertTrue(told >= offset, "from " + offset + " back to " + told);
            offset = told;
        }
        Answer stored = server.http().get("/segments/" + Tus.id(upload) + "/content");
        assertArrayEquals(content, stored.expect(200).body());
    }

    /**
     * Sends a chunk on a good line. What a broken line had still carried may come after it: then more is here than the
     * chunk begins with, or the chunk is overtaken and its line cut, as if it had broken itself.
     */
    private static void patch(Tus tus, String upload, int offset, byte[] chunk) {
        try {
            Answer answer = tus.patch(upload, offset, chunk);
            if (answer.status() == 204) {
                assertEquals(offset + chunk.length, answer.offset());
            } else {
                assertEquals("resume", answer.expect(409).json().path("retry").asText());
            }
        } catch (UncheckedIOException e) {
            assertNotNull(e.getCause(), e::toString);
        }
    }

    /** Sends a part of a chunk, then pulls the plug. */
    private static void breakOff(TestServer server, String upload, byte[] content, int from, int to, int count) {
        RawConnection connection = server.connect();
        connection.send(RawConnection.patch(upload, from, to - from));
        connection.trySend(Arrays.copyOfRange(content, from, from + count));
        connection.breakOff();
    }
}
