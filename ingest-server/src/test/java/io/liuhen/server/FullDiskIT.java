package io.liuhen.server;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tmpfs;
import io.liuhen.server.testing.Tus;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real disk of 64 MiB that runs full: by what is uploaded to it, by others, by bytes, by names. */
final class FullDiskIT {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();

    private Tmpfs mount(String options) {
        Tmpfs disk = Tmpfs.mount(folder, options);
        opened.add(disk);
        return disk;
    }

    private TestServer start(Tmpfs disk) {
        TestServer server = TestServer.in(disk.folder("store"));
        opened.add(server);
        return server;
    }

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private static Answer create(TestServer server, long length) {
        return server.http()
                .send(
                        "POST",
                        "/files",
                        BodyPublishers.noBody(),
                        "Tus-Resumable",
                        "1.0.0",
                        "Upload-Length",
                        String.valueOf(length));
    }

    private static byte[] part(byte[] content, int from, int to) {
        return Arrays.copyOfRange(content, from, to);
    }

    private static byte[] content(TestServer server, String upload) {
        return server.http()
                .get("/segments/" + Tus.id(upload) + "/content")
                .expect(200)
                .body();
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeTheDiskIsFullAndWhatWasPromisedFits() {
        TestServer server = start(mount("size=64m"));
        Answer refused = create(server, 60L * MIB);
        refused.problem(507, "no-space");
        assertEquals("30", refused.required("Retry-After"));
        assertEquals(1, server.metric("liuhen_upload_rejected_total"));
        assertEquals(0, server.metric("liuhen_store_reserved_bytes"));

        Tus tus = server.tus();
        List<String> uploads = List.of(tus.create(8 * MIB), tus.create(8 * MIB), tus.create(8 * MIB));
        assertTrue(server.metric("liuhen_store_reserved_bytes") >= 24.0 * MIB);
        create(server, 16L * MIB).problem(507, "no-space");
        server.operators().get("/readyz").expect(200);
        for (String upload : uploads) {
            byte[] content = bytes(8 * MIB, upload.hashCode());
            tus.patch(upload, 0, part(content, 0, 5 * MIB)).expect(204);
            tus.patch(upload, 5 * MIB, part(content, 5 * MIB, 8 * MIB)).expect(204);
            assertArrayEquals(content, content(server, upload));
        }
        assertEquals(0, server.metric("liuhen_store_reserved_bytes"));
        assertTrue(server.metric("liuhen_store_free_bytes") >= 8.0 * MIB, "the reserve is untouched");
    }

    @Test
    void aBodyOfUnknownLengthIsRefusedBeforeItReachesTheReserve() {
        TestServer server = start(mount("size=64m"));
        server.http()
                .send(
                        "PUT",
                        "/files/long.mp4",
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[40 * MIB])))
                .problem(507, "no-space");
        assertTrue(server.metric("liuhen_store_free_bytes") >= 8.0 * MIB, "the reserve is untouched");
        Eventually.holds("its room is free again", () -> server.metric("liuhen_store_reserved_bytes") == 0);
        server.http().put("/files/short.mp4", bytes(MIB, 1)).expect(201);
    }

    @Test
    void whatOthersFillMakesUploadsWaitAndTheyGoOnByThemselves() {
        Tmpfs disk = mount("size=64m");
        TestServer server = start(disk);
        Tus tus = server.tus();
        byte[] content = bytes(20 * MIB, 1);
        String upload = tus.create(content.length);
        tus.patch(upload, 0, part(content, 0, 4 * MIB)).expect(204);
        String sealed = "/files/" + tus.upload(bytes(MIB, 2));

        disk.fill();
        tus.patch(upload, 4 * MIB, part(content, 4 * MIB, 10 * MIB)).problem(507, "no-space");
        assertEquals(4 * MIB, tus.head(upload).expect(200).offset());
        create(server, 10).problem(507, "no-space");
        Answer ready = server.operators().get("/readyz").expect(503);
        assertTrue(ready.text().contains("space: no room for uploads"), ready.text());
        assertEquals(1, server.metric("liuhen_store_writable"), "a full disk is not a broken one");
        assertArrayEquals(bytes(MIB, 2), content(server, sealed));

        disk.free();
        Eventually.holds(
                "the upload goes on",
                () -> tus.patch(upload, 4 * MIB, part(content, 4 * MIB, content.length))
                                .status()
                        == 204);
        assertArrayEquals(content, content(server, upload));
        Eventually.holds(
                "the server is ready again",
                () -> server.operators().get("/readyz").status() == 200);
    }

    @Test
    void aServerStartsOnADiskThatOthersHaveFilled() {
        Tmpfs disk = mount("size=64m");
        TestServer server = start(disk);
        Tus tus = server.tus();
        byte[] content = bytes(8 * MIB, 1);
        String upload = tus.create(content.length);
        tus.patch(upload, 0, part(content, 0, 4 * MIB)).expect(204);
        disk.fill();
        server.restart();
        assertEquals(4 * MIB, tus.head(upload).expect(200).offset());
        create(server, 10).problem(507, "no-space");

        disk.free();
        tus.patch(upload, 4 * MIB, part(content, 4 * MIB, content.length)).expect(204);
        assertArrayEquals(content, content(server, upload));
    }

    @Test
    void aDiskWithoutNamesRefusesAndGoesOnWhenThereAreSomeAgain() {
        Tmpfs disk = mount("size=64m,nr_inodes=200");
        TestServer server = start(disk);
        Tus tus = server.tus();
        byte[] content = bytes(8 * MIB, 1);
        String under = tus.create(content.length);
        tus.patch(under, 0, part(content, 0, 4 * MIB)).expect(204);
        String fresh = tus.create(MIB);
        disk.useUpNames();

        tus.patch(fresh, 0, bytes(MIB, 2)).problem(507, "no-space");
        assertEquals(
                8 * MIB - 1,
                tus.patch(under, 4 * MIB, part(content, 4 * MIB, 8 * MIB - 1))
                        .expect(204)
                        .offset());
        tus.patch(under, 8 * MIB - 1, part(content, 8 * MIB - 1, 8 * MIB)).problem(507, "no-space");
        assertEquals(1, server.metric("liuhen_store_writable"));

        disk.free();
        Eventually.holds("what had come whole is sealed", () -> tus.head(under).status() == 200);
        assertArrayEquals(content, content(server, under));
        Eventually.holds(
                "the other goes on", () -> tus.patch(fresh, 0, bytes(MIB, 2)).status() == 204);
    }
}
