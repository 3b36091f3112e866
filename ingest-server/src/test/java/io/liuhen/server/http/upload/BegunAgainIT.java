package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.Seeded.bytes;
import static io.liuhen.server.testing.Seeded.sha256;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "The same device and file again is the same upload", as recorders meet it that lost the answer to a creation. */
final class BegunAgainIT {
    private static final byte[] FILE = bytes(10_000, 1);
    private static final AtomicInteger DEVICES = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static TestServer server;
    private static Tus tus;

    private String device = "";

    @BeforeAll
    static void start() {
        server = TestServer.in(folder);
        tus = server.tus();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void another() {
        device = "ZFY-" + DEVICES.incrementAndGet();
    }

    private String[] named() {
        return new String[] {"device", device, "recording", "T1", "sequence", "1", "filename", "REC_0001.MP4"};
    }

    private String[] declared() {
        // Other bytes for each device: what one has sent, another need not send.
        return new String[] {"device", device, "sha256", sha256(file())};
    }

    private byte[] file() {
        byte[] content = FILE.clone();
        byte[] name = device.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        System.arraycopy(name, 0, content, 0, name.length);
        return content;
    }

    private Answer create(String[] words, byte[] body) {
        return server.http()
                .send(
                        "POST",
                        "/files",
                        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body),
                        "Tus-Resumable",
                        "1.0.0",
                        "Upload-Length",
                        String.valueOf(FILE.length),
                        "Upload-Metadata",
                        Tus.metadata(words),
                        "Content-Type",
                        Tus.OFFSET_STREAM);
    }

    private Answer rufh(boolean last, byte[] body) {
        return server.rufh()
                .post(
                        last,
                        body,
                        "Upload-Metadata",
                        Tus.metadata(declared()),
                        "Upload-Length",
                        String.valueOf(FILE.length));
    }

    /** Each upload of these begins a recording of its own. */
    private int uploads() {
        return server.http()
                .get("/recordings?device=" + device)
                .expect(200)
                .json()
                .path("recordings")
                .size();
    }

    @Test
    void tusTellsTheSameAddressAndTheDurableOffset() {
        for (boolean byDigest : List.of(true, false)) {
            String[] words = byDigest ? declared() : named();
            String upload = tus.create(FILE.length, words);
            assertEquals(0, create(words, new byte[0]).expect(201).offset());
            tus.patch(upload, 0, Arrays.copyOf(file(), 4000)).expect(204);
            Answer again = create(words, new byte[0]).expect(201);
            assertEquals(upload, again.required("Location"));
            assertEquals(4000, again.offset());
            assertFalse(again.required("Upload-Expires").isEmpty());
            tus.patch(upload, 4000, Arrays.copyOfRange(file(), 4000, FILE.length))
                    .expect(204);
            Answer sealed = create(words, new byte[0]).expect(201);
            assertEquals(upload, sealed.required("Location"));
            assertEquals(FILE.length, sealed.offset());
            server.deed(Tus.id(upload), "presented");
            another();
        }
    }

    @Test
    void aFirstPartThatComesAgainIsTakenOnce() {
        byte[] part = Arrays.copyOf(file(), 3000);
        Answer first = create(named(), part).expect(201);
        Answer again = create(named(), part).expect(201);
        assertEquals(first.required("Location"), again.required("Location"));
        assertEquals(3000, again.offset());
        String upload = first.required("Location");
        tus.patch(upload, 3000, Arrays.copyOfRange(file(), 3000, FILE.length)).expect(204);
        Answer content = server.http().get("/segments/" + Tus.id(upload) + "/content");
        assertEquals(sha256(file()), sha256(content.body()));
    }

    @Test
    void aFirstPartIsTakenByTheUploadOfACreationWhoseAnswerWasLost() {
        String upload = tus.create(FILE.length, named());
        Answer again = create(named(), file()).expect(201);
        assertEquals(upload, again.required("Location"));
        assertEquals(FILE.length, again.offset());
        server.http().get("/segments/" + Tus.id(upload)).expect(200);
    }

    @Test
    void theIetfsClientsAreToldTheSame() {
        Answer first = rufh(false, new byte[0]).expect(201);
        String upload = first.required("Location");
        Answer part = rufh(false, Arrays.copyOf(file(), 3000)).expect(201);
        assertEquals(upload, part.required("Location"));
        assertEquals(3000, part.offset());
        Answer again = rufh(false, Arrays.copyOf(file(), 3000)).expect(201);
        assertEquals(upload, again.required("Location"));
        assertEquals(3000, again.offset());
        assertEquals("?0", again.required("Upload-Complete"));
        server.rufh()
                .patch(upload, 3000, true, Arrays.copyOfRange(file(), 3000, FILE.length))
                .expect(201);
        Answer sealed = rufh(false, new byte[0]).expect(201);
        assertEquals(upload, sealed.required("Location"));
        assertEquals("?1", sealed.required("Upload-Complete"));
    }

    /** A whole file begins at its first byte: it fills an upload that has none yet, and is one of its own otherwise. */
    @Test
    void aWholeFileOfTheIetfIsNotPutBehindBytesThatAreHere() {
        String empty = rufh(false, new byte[0]).required("Location");
        rufh(false, Arrays.copyOf(file(), 3000)).expect(201);
        Answer whole = rufh(true, file()).expect(201);
        assertNotEquals(empty, whole.required("Location"));
        assertEquals(sha256(file()), whole.json().path("sha256").asText());

        another();
        String upload = rufh(false, new byte[0]).required("Location");
        assertEquals(upload, rufh(true, file()).expect(201).required("Location"));
    }

    @Test
    void eachProtocolGoesOnWithWhatTheOtherHasBegun() {
        String upload = tus.create(FILE.length, declared());
        assertEquals(upload, rufh(false, new byte[0]).expect(201).required("Location"));
        server.rufh().patch(upload, 0, false, Arrays.copyOf(file(), 2000)).expect(204);
        assertEquals(2000, create(declared(), new byte[0]).expect(201).offset());
    }

    /** What it had sent counts: the offset is that of the next byte. */
    @Test
    void whoStillSendsIsEnded() {
        String upload = tus.create(FILE.length, named());
        try (RawConnection sending = server.connect()) {
            server.untilReceived(
                    5000,
                    () -> sending.send(RawConnection.patch(upload, 0, FILE.length))
                            .send(Arrays.copyOf(file(), 5000)));
            Answer again = create(named(), new byte[0]).expect(201);
            assertEquals(upload, again.required("Location"));
            assertEquals(5000, again.offset());
            tus.patch(upload, 5000, Arrays.copyOfRange(file(), 5000, FILE.length))
                    .expect(204);
        }
    }

    @Test
    void anotherDeviceAnotherLengthAndADeletedUploadAreOthers() {
        String upload = tus.create(FILE.length, named());
        assertNotEquals(upload, tus.create(FILE.length + 1, named()));
        tus.delete(upload).expect(204);
        String next = tus.create(FILE.length, named());
        assertNotEquals(upload, next);
        assertEquals(next, tus.create(FILE.length, named()));
        another();
        assertNotEquals(next, tus.create(FILE.length, named()));
    }

    /** tus-java-client without a store of addresses, and scripts: they would be shown the same address for ever. */
    @Test
    void whoSendsFromTheFirstByteAllTheSameHasANewUploadTheNextTime() {
        for (boolean byDigest : List.of(true, false)) {
            another();
            String[] words = byDigest ? declared() : named();
            String upload = tus.create(FILE.length, words);
            tus.patch(upload, 0, Arrays.copyOf(file(), 4000)).expect(204);
            assertEquals(upload, tus.create(FILE.length, words));
            tus.patch(upload, 0, file()).problem(409, "wrong-offset");
            String next = tus.create(FILE.length, words);
            assertNotEquals(upload, next);
            tus.patch(next, 0, file()).expect(204);
        }
        assertEquals(FILE.length, create(declared(), new byte[0]).expect(201).offset());
    }

    @Test
    void whoAsksAfterThatGoesOnWithTheOneThatIsThere() {
        String upload = tus.create(FILE.length, declared());
        tus.patch(upload, 0, Arrays.copyOf(file(), 4000)).expect(204);
        tus.patch(upload, 0, file()).problem(409, "wrong-offset");
        assertEquals(upload, tus.create(FILE.length, declared()), "he had not been shown it before");
        tus.patch(upload, 0, file()).problem(409, "wrong-offset");
        assertEquals(4000, tus.head(upload).expect(200).offset());
        assertEquals(upload, tus.create(FILE.length, declared()));
    }

    @Test
    void theSameHoldsForAFileThatIsHere() {
        String sealed = "/files/" + tus.upload(file(), declared());
        assertEquals(sealed, tus.create(FILE.length, declared()));
        tus.patch(sealed, 0, file()).problem(409, "wrong-offset");
        String next = tus.create(FILE.length, declared());
        assertNotEquals(sealed, next);
        tus.patch(next, 0, file()).expect(204);
    }

    @Test
    void creationsInTheSameMomentEndAsOne() throws Exception {
        ExecutorService devices = Executors.newFixedThreadPool(16);
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            answers.add(devices.submit(() -> tus.create(FILE.length, declared())));
        }
        Set<String> addresses = new HashSet<>();
        for (Future<String> answer : answers) {
            addresses.add(answer.get());
        }
        devices.shutdown();
        assertEquals(1, addresses.size(), addresses::toString);
        assertEquals(1, uploads());
    }

    @Test
    void itIsRememberedOverARestart() {
        String upload = tus.create(FILE.length, named());
        tus.patch(upload, 0, Arrays.copyOf(file(), 100)).expect(204);
        server.restart();
        Answer again = create(named(), new byte[0]).expect(201);
        assertEquals(upload, again.required("Location"));
        assertEquals(100, again.offset());
    }

    @Test
    void aFileThatIsJoinedFromPartsIsJoinedOnce() {
        String part =
                create(new String[] {"filename", "p"}, new byte[0], "partial").required("Location");
        tus.patch(part, 0, file()).expect(204);
        String joined =
                create(named(), new byte[0], "final;" + part).expect(201).required("Location");
        assertEquals(
                joined,
                create(named(), new byte[0], "final;" + part).expect(201).required("Location"));
    }

    private static Answer create(String[] words, byte[] body, String concat) {
        List<String> headers = new ArrayList<>(
                List.of("Tus-Resumable", "1.0.0", "Upload-Metadata", Tus.metadata(words), "Upload-Concat", concat));
        if (concat.equals("partial")) {
            headers.addAll(List.of("Upload-Length", String.valueOf(FILE.length)));
        }
        return server.http().send("POST", "/files", BodyPublishers.ofByteArray(body), headers.toArray(String[]::new));
    }
}
