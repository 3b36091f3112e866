package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.RawConnection.head;
import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.config.DataSize;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.Parts;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * tus 1.0.0, concatenation: Co1 and Co3 of the protocol's checklist in this project's notes. What is refused is in
 * {@link TusConcatRefusalIT}.
 */
final class TusConcatIT {
    private static final int MIB = 1 << 20;
    private static final long MAX_BYTES = 100L * MIB;
    private static final String TUS = "Tus-Resumable: 1.0.0";
    private static final String STREAM = "Content-Type: " + Tus.OFFSET_STREAM;

    @TempDir
    private static Path folder;

    private static TestServer server;
    private static Tus tus;
    private static Parts parts;

    @BeforeAll
    static void start() {
        server = TestServer.of(TestServer.withMaxUpload(TestServer.config(folder), new DataSize(MAX_BYTES)));
        tus = server.tus();
        parts = new Parts(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Answer ask(String requestLine, byte[] body, String... headerLines) {
        try (RawConnection connection = server.connect()) {
            return connection.send(head(requestLine, headerLines)).send(body).answer();
        }
    }

    private static byte[] all(byte[]... pieces) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        Arrays.stream(pieces).forEach(joined::writeBytes);
        return joined.toByteArray();
    }

    // Co1: parts, and what is joined from them.

    @Test
    void theExtensionIsOfferedAndTheOneForUnfinishedPartsIsNot() {
        List<String> extensions = List.of(
                ask("OPTIONS /files", new byte[0]).required("Tus-Extension").split(",", -1));
        assertTrue(extensions.contains("concatenation"), extensions::toString);
        assertTrue(!extensions.contains("concatenation-unfinished"), extensions::toString);
    }

    @Test
    void partsAreJoinedInTheOrderThatTheClientNames() {
        byte[] first = bytes(3 * MIB + 17, 1);
        byte[] second = bytes(5, 2);
        byte[] third = bytes(40 * MIB + 1, 3);
        String one = parts.part(first);
        String two = parts.part(second);
        String three = parts.part(third);
        Answer joined = parts.join(List.of(three, one, two)).expect(201);
        assertTrue(joined.header("Upload-Offset").isEmpty());
        String upload = joined.required("Location");
        assertArrayEquals(all(third, first, second), parts.sealed(upload));
        Answer head = tus.head(upload).expect(200);
        assertEquals(first.length + second.length + third.length, head.offset());
        assertEquals(String.valueOf(head.offset()), head.required("Upload-Length"));
        assertEquals("final;" + String.join(" ", three, one, two), head.required("Upload-Concat"));
        server.deed(Tus.id(upload), "sealed");
    }

    @Test
    void aPartMayBeUsedAgainAndTwiceInOneList() {
        byte[] first = bytes(1000, 4);
        byte[] second = bytes(2000, 5);
        String one = parts.part(first);
        String two = parts.part(second);
        assertArrayEquals(
                all(first, second),
                parts.sealed(parts.join(List.of(one, two)).expect(201).required("Location")));
        assertArrayEquals(
                all(second, first, second, second),
                parts.sealed(parts.join(List.of(two, one, two, two)).expect(201).required("Location")));
    }

    @Test
    void addressesMayBeAbsolute() {
        byte[] content = bytes(100, 6);
        String part = parts.part(content);
        for (String address :
                List.of(server.uri(part).toString(), "https://another.example" + part, "http://localhost:1" + part)) {
            assertArrayEquals(
                    content,
                    parts.sealed(parts.join(List.of(address)).expect(201).required("Location")));
        }
    }

    @Test
    void metadataOfPartsAreNotInherited() {
        String part = parts.partial(1, "Upload-Metadata: " + Tus.metadata("filename", "part.mp4", "device", "P"));
        tus.patch(part, 0, bytes(1, 7)).expect(204);
        String metadata = Tus.metadata("device", "F");
        String upload = parts.join(List.of(part), "Upload-Metadata: " + metadata)
                .expect(201)
                .required("Location");
        parts.sealed(upload);
        assertEquals(metadata, tus.head(upload).required("Upload-Metadata"));
        assertEquals(
                "{\"device\":\"F\"}",
                server.http()
                        .get("/segments/" + Tus.id(upload))
                        .json()
                        .path("received")
                        .toString());
    }

    @Test
    void nothingIsAPart() {
        byte[] content = bytes(10, 8);
        String empty = parts.part(new byte[0]);
        assertArrayEquals(
                content,
                parts.sealed(parts.join(List.of(empty, parts.part(content), empty))
                        .expect(201)
                        .required("Location")));
        assertArrayEquals(
                new byte[0], parts.sealed(parts.join(List.of(empty)).expect(201).required("Location")));
    }

    @Test
    void aPartIsNoFileHoweverWholeItIs() {
        String upload = parts.part(bytes(10, 9));
        Answer head = tus.head(upload).expect(200);
        assertEquals("partial", head.required("Upload-Concat"));
        assertEquals(10, head.offset());
        assertEquals("10", head.required("Upload-Length"));
        head.required("Upload-Expires");
        server.http().get("/segments/" + Tus.id(upload)).expect(404);
        server.restart();
        server.http().get("/segments/" + Tus.id(upload)).expect(404);
        assertEquals(10, tus.head(upload).expect(200).offset());
        assertArrayEquals(
                bytes(10, 9),
                parts.sealed(parts.join(List.of(upload)).expect(201).required("Location")));
    }

    @Test
    void aPartMayComeWithItsCreationOrWithoutALength() {
        Answer created = ask(
                "POST /files",
                bytes(3, 10),
                TUS,
                STREAM,
                "Upload-Concat: partial",
                "Upload-Length: 3",
                "Content-Length: 3");
        assertEquals(3, created.expect(201).offset());
        String later = ask("POST /files", new byte[0], TUS, "Upload-Concat: partial", "Upload-Defer-Length: 1")
                .expect(201)
                .required("Location");
        parts.join(List.of(created.required("Location"), later)).problem(400, "concat");
        ask("PATCH " + later, bytes(4, 11), TUS, STREAM, "Upload-Offset: 0", "Upload-Length: 4", "Content-Length: 4")
                .expect(204);
        assertArrayEquals(
                all(bytes(3, 10), bytes(4, 11)),
                parts.sealed(parts.join(List.of(created.required("Location"), later))
                        .expect(201)
                        .required("Location")));
    }

    // Co3: HEAD of a final has no offset before it is sealed.

    @Test
    void aFinalHasItsLengthAtOnceAndItsOffsetWhenItIsSealed() {
        byte[] content = bytes(90 * MIB, 16);
        String part = parts.part(content);
        String upload = parts.join(List.of(part)).expect(201).required("Location");
        Answer head = tus.head(upload).expect(200);
        while (head.header("Upload-Offset").isEmpty()) {
            assertEquals("final;" + part, head.required("Upload-Concat"));
            assertEquals(String.valueOf(content.length), head.required("Upload-Length"));
            assertTrue(head.required("Cache-Control").contains("no-store"));
            head = tus.head(upload).expect(200);
        }
        assertEquals(content.length, head.offset());
        server.http().get("/segments/" + Tus.id(upload)).expect(200);
    }

    // What is acknowledged survives; what is joined is not kept twice for ever.

    @Test
    void aJoinGoesOnAfterARestart() {
        List<String> thirty = new ArrayList<>();
        byte[][] contents = new byte[3][];
        for (int i = 0; i < contents.length; i++) {
            contents[i] = bytes(30 * MIB + i, 21 + i);
            thirty.add(parts.part(contents[i]));
        }
        String upload = parts.join(thirty).expect(201).required("Location");
        server.restart();
        assertArrayEquals(all(contents), parts.sealed(upload));
    }

    @Test
    void aPartThatIsEndedIsKeptUnlessItsBytesAreInAFileThatIsSealed() {
        String lonely = parts.part(bytes(10, 24));
        tus.delete(lonely).expect(204);
        assertEquals(
                "incomplete",
                server.http()
                        .get("/segments/" + Tus.id(lonely))
                        .expect(200)
                        .json()
                        .path("state")
                        .asText());
        String used = parts.part(bytes(10, 25));
        String file = parts.join(List.of(used)).expect(201).required("Location");
        parts.sealed(file);
        tus.delete(used).expect(204);
        tus.head(used).expect(410);
        server.http().get("/segments/" + Tus.id(used)).expect(404);
        assertEquals(
                Tus.id(file),
                server.deed(Tus.id(used), "duplicate").path("facts").path("of").asText());
    }

    @Test
    void aFileWhoseDeclaredDigestIsAnotherIsKeptAsUnmatched() {
        String part = parts.part(bytes(10, 26));
        String upload = parts.join(List.of(part), "Upload-Metadata: " + Tus.metadata("sha256", "00".repeat(32)))
                .expect(201)
                .required("Location");
        Eventually.holds("it is found so", () -> tus.head(upload).status() == 410);
        assertEquals(
                "unmatched",
                server.http()
                        .get("/segments/" + Tus.id(upload))
                        .expect(200)
                        .json()
                        .path("state")
                        .asText());
    }
}
