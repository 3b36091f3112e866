package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.RawConnection.head;
import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.Rufh;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever digest a client declares, of a body or of a file, at whichever way of uploading: it is compared, or the request
 * is refused. A client that declares one believes from then on that its bytes were looked at.
 */
final class EveryDigestIT {
    private static final int LENGTH = 4000;
    private static final AtomicInteger CONTENTS = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.in(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** The requests that bring bytes. The declared digest comes with it, and what is left of the upload follows. */
    enum Door {
        PUT,
        POST,
        TUS_CREATION,
        TUS_CREATION_WITHOUT_BODY,
        TUS_PATCH,
        DRAFT_WHOLE,
        DRAFT_FIRST_PART,
        DRAFT_CREATION_WITHOUT_BODY,
        DRAFT_PART,
        DRAFT_LAST_PART;

        boolean bringsNoBytes() {
            return this == TUS_CREATION_WITHOUT_BODY || this == DRAFT_CREATION_WITHOUT_BODY;
        }

        /** Whether a digest of the whole file that comes with it is known until the file is whole. */
        boolean knowsTheWhole() {
            return this != TUS_PATCH && this != DRAFT_PART;
        }

        boolean onlyWhole() {
            return this == PUT || this == POST;
        }
    }

    /** What is declared, by which algorithm, before the body or behind. */
    record Declaring(Door door, String field, String algorithm, boolean behind) {
        boolean ofTheFile() {
            return field.equals("Repr-Digest");
        }

        /** Whether the server says at once that it does not compare this. */
        boolean isRefused() {
            if (door.bringsNoBytes() && behind) {
                return true;
            }
            return ofTheFile()
                    && (behind || !door.knowsTheWhole() || (algorithm.equals("SHA-512") && !door.onlyWhole()));
        }

        String value(byte[] of) {
            String digest = Base64.getEncoder().encodeToString(digest(algorithm, of));
            return field.equals("Upload-Checksum")
                    ? algorithm.toLowerCase(Locale.ROOT).replace("-", "") + " " + digest
                    : algorithm.toLowerCase(Locale.ROOT) + "=:" + digest + ":";
        }

        @Override
        public String toString() {
            return door + " " + field + " " + algorithm + (behind ? " behind" : "");
        }
    }

    private static byte[] digest(String algorithm, byte[] of) {
        if (algorithm.equals("CRC32C")) {
            CRC32C crc = new CRC32C();
            crc.update(of);
            return ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
        }
        try {
            return MessageDigest.getInstance(algorithm).digest(of);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Declaring> all() {
        List<Declaring> all = new ArrayList<>();
        for (Door door : Door.values()) {
            for (boolean behind : new boolean[] {false, true}) {
                for (String algorithm : List.of("SHA-256", "SHA-512")) {
                    all.add(new Declaring(door, "Content-Digest", algorithm, behind));
                    all.add(new Declaring(door, "Repr-Digest", algorithm, behind));
                }
                for (String algorithm : List.of("SHA-1", "SHA-256", "SHA-512", "MD5", "CRC32C")) {
                    all.add(new Declaring(door, "Upload-Checksum", algorithm, behind));
                }
            }
        }
        return all.stream();
    }

    private static Answer ask(String line, byte[] body, List<String> headers, Declaring declaring, String value) {
        List<String> lines = new ArrayList<>(headers);
        boolean chunked = declaring.behind() && !declaring.door().bringsNoBytes();
        lines.add(declaring.behind() ? "Trailer: " + declaring.field() : declaring.field() + ": " + value);
        lines.add(chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length);
        try (RawConnection connection = server.connect()) {
            connection.send(head(line, lines.toArray(String[]::new)));
            if (chunked) {
                connection.sendChunk(body).send("0\r\n" + declaring.field() + ": " + value + "\r\n\r\n");
            } else {
                connection.send(body);
            }
            return connection.answer();
        }
    }

    /** Uploads a file; the first answer that is no success, or else the last. */
    private static Answer upload(Declaring declaring, byte[] content, String value) {
        Door door = declaring.door();
        byte[] body = door.bringsNoBytes() ? new byte[0] : content;
        List<String> tus = List.of("Tus-Resumable: 1.0.0", "Content-Type: " + Tus.OFFSET_STREAM);
        List<String> part = List.of("Content-Type: " + Rufh.PARTIAL_UPLOAD, "Upload-Offset: 0");
        return switch (door) {
            case PUT -> ask("PUT /files/a" + CONTENTS.get() + ".mp4", body, List.of(), declaring, value);
            case POST -> ask("POST /files", body, List.of(), declaring, value);
            case TUS_CREATION -> ask("POST /files", body, with(tus, "Upload-Length: " + LENGTH), declaring, value);
            case TUS_PATCH ->
                ask("PATCH " + server.tus().create(LENGTH), body, with(tus, "Upload-Offset: 0"), declaring, value);
            case TUS_CREATION_WITHOUT_BODY -> {
                Answer created = ask(
                        "POST /files",
                        body,
                        List.of("Tus-Resumable: 1.0.0", "Upload-Length: " + LENGTH),
                        declaring,
                        value);
                yield created.status() == 201 ? server.tus().patch(created.required("Location"), 0, content) : created;
            }
            case DRAFT_WHOLE -> ask("POST /files", body, List.of("Upload-Complete: ?1"), declaring, value);
            case DRAFT_FIRST_PART -> {
                Answer created = ask("POST /files", body, List.of("Upload-Complete: ?0"), declaring, value);
                yield created.status() == 201
                        ? server.rufh().patch(created.required("Location"), LENGTH, true, new byte[0])
                        : created;
            }
            case DRAFT_CREATION_WITHOUT_BODY -> {
                Answer created = ask("POST /files", body, List.of("Upload-Complete: ?0"), declaring, value);
                yield created.status() == 201
                        ? server.rufh().patch(created.required("Location"), 0, true, content)
                        : created;
            }
            case DRAFT_PART -> {
                String upload = server.rufh().create();
                Answer answer = ask("PATCH " + upload, body, with(part, "Upload-Complete: ?0"), declaring, value);
                yield answer.status() / 100 == 2 ? server.rufh().patch(upload, LENGTH, true, new byte[0]) : answer;
            }
            case DRAFT_LAST_PART ->
                ask("PATCH " + server.rufh().create(), body, with(part, "Upload-Complete: ?1"), declaring, value);
        };
    }

    private static List<String> with(List<String> lines, String line) {
        return Stream.concat(lines.stream(), Stream.of(line)).toList();
    }

    @ParameterizedTest
    @MethodSource("all")
    void itIsComparedOrRefused(Declaring declaring) {
        byte[] content = bytes(LENGTH, CONTENTS.incrementAndGet());
        byte[] other = bytes(LENGTH, -CONTENTS.get());
        Answer wrong = upload(declaring, content, declaring.value(other));
        assertTrue(wrong.status() >= 400, () -> declaring + " of other bytes: " + wrong);
        String type = wrong.json().path("type").asText();
        byte[] said = declaring.ofTheFile() || !declaring.door().bringsNoBytes() ? content : new byte[0];
        Answer right = upload(declaring, content, declaring.value(said));
        if (declaring.isRefused()) {
            assertTrue(type.endsWith(":digest-field") || type.endsWith(":checksum"), () -> declaring + ": " + wrong);
            assertEquals(type, right.json().path("type").asText(), () -> declaring + ": " + right);
        } else {
            assertTrue(
                    type.endsWith("#digest-mismatched-values")
                            || type.endsWith(":checksum-mismatch")
                            || type.endsWith(":digest-mismatch"),
                    () -> declaring + ": " + wrong);
            assertEquals(2, right.status() / 100, () -> declaring + " of these bytes: " + right);
        }
    }

    @Test
    void aDigestOfTheFileMayBeSaidAgainLaterButNoOther() {
        byte[] content = bytes(LENGTH, CONTENTS.incrementAndGet());
        Declaring repr = new Declaring(Door.DRAFT_PART, "Repr-Digest", "SHA-256", false);
        byte[] half = Arrays.copyOf(content, LENGTH / 2);
        String draft = server.rufh().create("Repr-Digest", repr.value(content));
        server.rufh()
                .patch(draft, 0, false, half, "Repr-Digest", repr.value(half))
                .problem(400, "digest-field");
        server.rufh()
                .patch(draft, 0, false, half, "Repr-Digest", repr.value(content))
                .expect(204);
        List<String> lines = List.of("Tus-Resumable: 1.0.0", "Upload-Length: " + LENGTH);
        byte[] another = bytes(LENGTH, CONTENTS.incrementAndGet());
        String tus = ask("POST /files", new byte[0], lines, repr, repr.value(another))
                .expect(201)
                .required("Location");
        List<String> patch = List.of("Tus-Resumable: 1.0.0", "Content-Type: " + Tus.OFFSET_STREAM, "Upload-Offset: 0");
        ask("PATCH " + tus, another, patch, repr, repr.value(half)).problem(400, "digest-field");
        ask("PATCH " + tus, another, patch, repr, repr.value(another)).expect(204);
    }

    @Test
    void ofAPartNoFileIsDeclaredAndOfAJoinedFileItIs() {
        byte[] content = bytes(LENGTH, CONTENTS.incrementAndGet());
        Declaring repr = new Declaring(Door.TUS_CREATION, "Repr-Digest", "SHA-256", false);
        List<String> partial = List.of("Tus-Resumable: 1.0.0", "Upload-Concat: partial", "Upload-Length: " + LENGTH);
        ask("POST /files", new byte[0], partial, repr, repr.value(content)).problem(400, "digest-field");
        List<String> joined = List.of("Tus-Resumable: 1.0.0", "Upload-Concat: final;");
        assertTrue(
                ask("POST /files", new byte[0], joined, repr, "sha-256=:AAAA:").status() >= 400);
    }

    @Test
    void aDigestIsSaidOnce() {
        byte[] content = bytes(LENGTH, CONTENTS.incrementAndGet());
        for (String field : List.of("Content-Digest", "Upload-Checksum")) {
            Declaring behind = new Declaring(Door.POST, field, "SHA-256", true);
            ask("POST /files", content, List.of(field + ": " + behind.value(content)), behind, behind.value(content))
                    .problem(400, "digest-field");
        }
        Declaring twice = new Declaring(Door.POST, "Upload-Checksum", "SHA-256", false);
        ask("POST /files", content, List.of("Upload-Checksum: " + twice.value(content)), twice, twice.value(content))
                .problem(400, "checksum");
    }
}
