package io.liuhen.server.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.keys.SigningKey;
import io.liuhen.server.keys.SigningKeyFile;
import io.liuhen.server.testing.OpenSsl;
import io.liuhen.server.testing.TestEngine;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.SegmentRow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReceiptsTest {
    @TempDir
    private Path folder;

    private TestEngine engine;
    private SigningKey key;
    private Receipts receipts;

    @BeforeEach
    void open() {
        engine = new TestEngine(folder.resolve("store"));
        key = new SigningKeyFile(folder.resolve("keys"), "试用", engine.clock(), System::nanoTime, new Random(3)).open();
        receipts = new Receipts(
                engine.engine().records(), new DetachedSignatures(() -> key, engine.clock()), engine.clock());
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private SegmentRow segment(String device) {
        ObjectNode attributes = CanonicalJson.object().put("unit", "fusong");
        attributes.putObject("received").put("device", device);
        return new SegmentRow(
                engine.ids().segment(),
                SegmentKind.COMPLETE,
                "original.mp4",
                1234,
                Sha256.digestOf(new byte[] {1, 2, 3}),
                TestEngine.START.minusSeconds(60),
                TestEngine.START,
                attributes,
                List.of());
    }

    @Test
    void itSaysWhatWasSealedAndForWhom() {
        SegmentRow segment = segment("WFY-0042");
        ObjectNode content = CanonicalJson.readObject(receipts.of(segment).content());
        assertEquals(segment.id().toString(), content.path("id").asText());
        assertEquals(1234, content.path("length").longValue());
        assertEquals(segment.sha256().toString(), content.path("sha256").asText());
        assertEquals("2026-11-20T08:00:00Z", content.path("sealedAt").asText());
        assertEquals("WFY-0042", content.path("device").asText());
        assertEquals("fusong", content.path("unit").asText());
        assertEquals(key.id(), content.path("key").asText());
        assertFalse(content.has("trial"));
    }

    @Test
    void itIsCanonical() {
        byte[] content = receipts.of(segment("一号")).content();
        assertArrayEquals(CanonicalJson.write(CanonicalJson.readObject(content)), content);
    }

    @Test
    void askedForAgainItIsTheSameByteForByte() {
        SegmentRow segment = segment("WFY-0042");
        Receipts.Receipt first = receipts.of(segment);
        engine.clock().move(Duration.ofDays(400));
        Receipts.Receipt again = receipts.of(segment);
        assertArrayEquals(first.content(), again.content());
        assertArrayEquals(first.signature(), again.signature());
    }

    @Test
    void whoeverAsksAtTheSameTimeGetsTheSame() throws Exception {
        SegmentRow segment = segment("WFY-0042");
        ExecutorService many = Executors.newFixedThreadPool(8);
        try {
            Callable<Receipts.Receipt> asking = () -> receipts.of(segment);
            List<Future<Receipts.Receipt>> all = many.invokeAll(Collections.nCopies(24, asking));
            byte[] expected = receipts.of(segment).signature();
            for (Future<Receipts.Receipt> one : all) {
                assertArrayEquals(expected, one.get().signature());
            }
        } finally {
            many.shutdownNow();
        }
    }

    @Test
    void opensslVerifiesItAndNothingElse() throws Exception {
        Receipts.Receipt receipt = receipts.of(segment("WFY-0042"));
        Path content = Files.write(folder.resolve("receipt.json"), receipt.content());
        Path signature = Files.write(folder.resolve("receipt.p7s"), receipt.signature());
        Path trusted = Files.writeString(folder.resolve("trusted.pem"), key.pem());
        OpenSsl.Verdict verdict = OpenSsl.verify(signature, content, trusted);
        assertTrue(verdict.ok(), verdict.text());

        String altered = new String(receipt.content(), StandardCharsets.UTF_8).replace("1234", "1235");
        Path other = Files.writeString(folder.resolve("altered.json"), altered);
        assertFalse(OpenSsl.verify(signature, other, trusted).ok(), "one digit was changed");

        SigningKey stranger = new SigningKeyFile(
                        folder.resolve("stranger"), "试用", engine.clock(), System::nanoTime, new Random(4))
                .open();
        Path untrusted = Files.writeString(folder.resolve("untrusted.pem"), stranger.pem());
        assertFalse(OpenSsl.verify(signature, content, untrusted).ok(), "another server's certificate is trusted");
    }
}
