package io.liuhen.server.testing;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** What a tus client says, in its plainest form. */
public final class Tus {
    /** The media type of bytes that are appended. */
    public static final String OFFSET_STREAM = "application/offset+octet-stream";

    private final Http http;

    /** A client at an address. */
    public Tus(Http http) {
        this.http = http;
    }

    /** The header {@code Upload-Metadata} for keys and values in turn. */
    public static String metadata(String... pairs) {
        StringBuilder header = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            header.append(header.isEmpty() ? "" : ",")
                    .append(pairs[i])
                    .append(' ')
                    .append(Base64.getEncoder().encodeToString(pairs[i + 1].getBytes(StandardCharsets.UTF_8)));
        }
        return header.toString();
    }

    /** Opens an upload and returns its address. */
    public String create(long length, String... metadata) {
        return http.send(
                        "POST",
                        "/files",
                        BodyPublishers.noBody(),
                        with(
                                metadata.length == 0
                                        ? new String[0]
                                        : new String[] {"Upload-Metadata", metadata(metadata)},
                                "Tus-Resumable",
                                "1.0.0",
                                "Upload-Length",
                                String.valueOf(length)))
                .expect(201)
                .required("Location");
    }

    /** Appends bytes. */
    public Answer patch(String upload, long offset, byte[] bytes) {
        return http.send(
                "PATCH",
                upload,
                BodyPublishers.ofByteArray(bytes),
                "Tus-Resumable",
                "1.0.0",
                "Upload-Offset",
                String.valueOf(offset),
                "Content-Type",
                OFFSET_STREAM);
    }

    /** Asks where an upload stands. */
    public Answer head(String upload) {
        return http.head(upload, "Tus-Resumable", "1.0.0");
    }

    /** Ends an upload. */
    public Answer delete(String upload) {
        return http.send("DELETE", upload, BodyPublishers.noBody(), "Tus-Resumable", "1.0.0");
    }

    /** Sends a whole file and returns its id. */
    public String upload(byte[] content, String... metadata) {
        String upload = create(content.length, metadata);
        if (content.length > 0) {
            patch(upload, 0, content).expect(204);
        }
        return id(upload);
    }

    /** The id at the end of an upload's address. */
    public static String id(String upload) {
        return upload.substring(upload.lastIndexOf('/') + 1);
    }

    private static String[] with(String[] first, String... more) {
        String[] all = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }
}
