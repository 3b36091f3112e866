package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.RawConnection.head;
import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.liuhen.server.config.DataSize;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.Parts;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** tus 1.0.0, concatenation: what is refused, Co2 and Co4 of the protocol's checklist in this project's notes. */
final class TusConcatRefusalIT {
    private static final int MIB = 1 << 20;
    private static final long MAX_BYTES = 100L * MIB;
    private static final String TUS = "Tus-Resumable: 1.0.0";
    private static final String UNKNOWN = "/files/01893e5f-0000-7000-8000-000000000000";
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "part",
                "Partial",
                "final",
                "final;",
                "final; ",
                "final;/files/nothing",
                "final;/segments/01893e5f-0000-7000-8000-000000000000",
                "final;01893e5f-0000-7000-8000-000000000000/x",
                "final;" + UNKNOWN + "," + UNKNOWN
            })
    void aHeaderThatSaysNothingIsRefused(String value) {
        ask("POST /files", new byte[0], TUS, "Upload-Concat: " + value, "Upload-Length: 0")
                .problem(400, "concat");
    }

    @Test
    void whatIsJoinedHasNeitherLengthNorBodyOfItsOwn() {
        String part = parts.part(bytes(10, 12));
        parts.join(List.of(part), "Upload-Length: 10").problem(400, "concat");
        parts.join(List.of(part), "Upload-Defer-Length: 1").problem(400, "concat");
        ask("POST /files", bytes(1, 1), TUS, STREAM, "Upload-Concat: final;" + part, "Content-Length: 1")
                .problem(400, "concat");
    }

    @Test
    void whatIsJoinedIsNotLongerThanTheServerTakes() {
        String part = parts.part(bytes(30 * MIB, 13));
        parts.join(List.of(part, part, part, part)).problem(413, "upload-too-long");
    }

    // Co2: a file that is joined from parts takes no bytes.

    @Test
    void aPatchOfAFinalIsRefusedWhateverItHas() {
        byte[] content = bytes(64 * MIB, 14);
        String upload = parts.join(List.of(parts.part(content))).expect(201).required("Location");
        for (int i = 0; i < 2; i++) {
            for (long offset : new long[] {0, 1, content.length}) {
                tus.patch(upload, offset, bytes(1, 15)).problem(403, "final");
            }
            ask("PATCH " + upload, new byte[0], TUS, "Content-Type: text/plain", "Content-Length: 0")
                    .problem(403, "final");
            assertArrayEquals(content, parts.sealed(upload));
        }
    }

    // Co4: over parts that are not there, or not complete, or no parts.

    @Test
    void whatCannotBeJoinedIsRefused() {
        String good = parts.part(bytes(10, 17));
        String unfinished = parts.partial(10);
        tus.patch(unfinished, 0, bytes(9, 18)).expect(204);
        String ended = parts.part(bytes(10, 19));
        tus.delete(ended).expect(204);
        String file = tus.create(10);
        tus.patch(file, 0, bytes(10, 20)).expect(204);
        String open = tus.create(10);
        String joined = parts.join(List.of(good)).expect(201).required("Location");
        for (String bad : List.of(unfinished, ended, file, open, joined, UNKNOWN)) {
            parts.join(List.of(good, bad)).problem(400, "concat");
        }
    }

    /** Which bytes are a part's last is said by what it is joined into; a request of the draft made a file of it. */
    @Test
    void noPartBecomesAFileByTheOtherProtocol() {
        byte[] content = bytes(1000, 15);
        String part = parts.part(content);
        server.rufh().patch(part, content.length, true, new byte[0]).problem(403, "part");
        String upload = parts.join(List.of(part)).expect(201).required("Location");
        assertArrayEquals(
                content,
                Eventually.found(
                                "it is joined",
                                () -> Optional.of(server.http().get("/segments/" + Tus.id(upload) + "/content"))
                                        .filter(answer -> answer.status() == 200))
                        .body());
    }
}
