package io.liuhen.server.testing;

import static io.liuhen.server.testing.RawConnection.head;

import java.util.ArrayList;
import java.util.List;

/** A tus client that sends files in parts and has them joined. */
public final class Parts {
    private static final String TUS = "Tus-Resumable: 1.0.0";

    private final TestServer server;
    private final Tus tus;

    /** A client of a server. */
    public Parts(TestServer server) {
        this.server = server;
        this.tus = server.tus();
    }

    private Answer post(String... headerLines) {
        try (RawConnection connection = server.connect()) {
            return connection.send(head("POST /files", headerLines)).answer();
        }
    }

    /** Opens a part, with further header lines. */
    public String partial(long length, String... more) {
        List<String> lines = new ArrayList<>(List.of(TUS, "Upload-Concat: partial", "Upload-Length: " + length));
        lines.addAll(List.of(more));
        return post(lines.toArray(String[]::new)).expect(201).required("Location");
    }

    /** Sends a whole part. */
    public String part(byte[] content) {
        String upload = partial(content.length);
        if (content.length > 0) {
            tus.patch(upload, 0, content).expect(204);
        }
        return upload;
    }

    /** Asks for parts to be joined, with further header lines. */
    public Answer join(List<String> parts, String... more) {
        List<String> lines = new ArrayList<>(List.of(TUS, "Upload-Concat: final;" + String.join(" ", parts)));
        lines.addAll(List.of(more));
        return post(lines.toArray(String[]::new));
    }

    /** Waits until a file is joined, and reads it. */
    public byte[] sealed(String upload) {
        Eventually.holds(
                "it is joined",
                () -> tus.head(upload).expect(200).header("Upload-Offset").isPresent());
        return server.http()
                .get("/segments/" + Tus.id(upload) + "/content")
                .expect(200)
                .body();
    }
}
