package io.liuhen.server;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Program;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that a failed sync has left read-only, as operators meet it. */
final class ReopenIT {
    @TempDir
    private Path folder;

    private Path store() {
        return folder.resolve("store");
    }

    private void said(int status, String text, String... options) {
        try (Program command = new Program(options)) {
            assertEquals(status, command.exitStatus());
            String printed = command.printed();
            assertTrue(printed.contains(text), printed);
        }
    }

    private void reopen(int status, String text) {
        said(status, text, "store", "reopen", "--data", store().toString());
    }

    @Test
    void aReadOnlyStoreIsServedAndTakesWritesAfterItsCheck() throws IOException {
        byte[] content = bytes(100_000, 1);
        String sealed;
        String open;
        try (TestServer server = TestServer.in(store())) {
            sealed = server.tus().upload(content);
            open = server.tus().create(10);
            server.tus().patch(open, 0, bytes(5, 2)).expect(204);
            reopen(3, "in use");
        }
        reopen(0, "nothing to reopen");
        Files.writeString(store().resolve("READ_ONLY"), "2026-11-20T08:00:00Z\nthe disk failed in a test\n");

        try (TestServer server = TestServer.in(store())) {
            Answer ready = server.operators().get("/readyz").expect(503);
            assertTrue(ready.text().contains("the disk failed in a test"), ready.text());
            assertEquals(0, server.metric("liuhen_store_writable"));
            server.http().get("/segments/" + sealed).expect(200);
            server.http().get("/segments/" + sealed + "/manifest").expect(200);
            assertEquals(5, server.tus().head(open).expect(200).offset());
            server.tus().patch(open, 5, bytes(5, 2)).problem(503, "read-only");
            server.http().put("/files/a.mp4", bytes(5, 2)).problem(503, "read-only");
        }

        reopen(0, "The store is reopened");
        try (TestServer server = TestServer.in(store())) {
            server.operators().get("/readyz").expect(200);
            server.tus().patch(open, 5, bytes(5, 2)).expect(204);
            assertEquals(10, server.tus().head(open).expect(200).offset());
        }
    }

    @Test
    void whatIsFoundKeepsTheStoreReadOnly() throws IOException {
        String open;
        try (TestServer server = TestServer.in(store())) {
            open = server.tus().create(10);
            server.tus().patch(open, 0, bytes(5, 2)).expect(204);
        }
        Files.writeString(store().resolve("READ_ONLY"), "2026-11-20T08:00:00Z\nthe disk failed in a test\n");
        Files.write(store().resolve("staging").resolve(Tus.id(open) + ".part"), bytes(5, 3));
        reopen(1, "FOUND upload " + Tus.id(open));
        try (TestServer server = TestServer.in(store())) {
            server.operators().get("/readyz").expect(503);
        }
        said(0, "The store is reopened", "store", "reopen", "--data", store().toString(), "--despite-findings");
        try (TestServer server = TestServer.in(store())) {
            server.operators().get("/readyz").expect(200);
        }
    }

    @Test
    void whatCannotBeCheckedIsSaidWithACodeOfItsOwn() {
        said(
                3,
                "there is no folder",
                "store",
                "reopen",
                "--data",
                folder.resolve("nothing").toString());
        said(3, "there is no store", "store", "reopen", "--data", folder.toString());
        said(2, "--data", "store", "reopen");
    }
}
