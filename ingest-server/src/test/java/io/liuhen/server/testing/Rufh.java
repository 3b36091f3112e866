package io.liuhen.server.testing;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a client of the IETF's resumable uploads says, in its plainest form: the newest draft, no interim answers. */
public final class Rufh {
    /** The media type of bytes that are appended. */
    public static final String PARTIAL_UPLOAD = "application/partial-upload";

    private final Http http;

    /** A client at an address. */
    public Rufh(Http http) {
        this.http = http;
    }

    /** Begins an upload with its first bytes. */
    public Answer post(boolean last, byte[] bytes, String... headers) {
        return http.send(
                "POST", "/files", BodyPublishers.ofByteArray(bytes), with(headers, "Upload-Complete", bool(last)));
    }

    /** Begins an upload of which nothing is sent yet, and returns its address. */
    public String create(String... headers) {
        return post(false, new byte[0], headers).expect(201).required("Location");
    }

    /** Appends bytes. */
    public Answer patch(String upload, long offset, boolean last, byte[] bytes, String... headers) {
        return http.send(
                "PATCH",
                upload,
                BodyPublishers.ofByteArray(bytes),
                with(
                        headers,
                        "Upload-Complete",
                        bool(last),
                        "Upload-Offset",
                        String.valueOf(offset),
                        "Content-Type",
                        PARTIAL_UPLOAD));
    }

    /** Asks where an upload stands. */
    public Answer head(String upload, String... headers) {
        return http.head(upload, headers);
    }

    /** Ends an upload. */
    public Answer delete(String upload, String... headers) {
        return http.send("DELETE", upload, BodyPublishers.noBody(), headers);
    }

    /** A boolean as a structured field writes it. */
    public static String bool(boolean value) {
        return value ? "?1" : "?0";
    }

    private static String[] with(String[] first, String... more) {
        List<String> all = new ArrayList<>(Arrays.asList(first));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
