package io.liuhen.benchmarks.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** What the server said to one request. */
record Answer(HttpResponse<byte[]> response) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    int status() {
        return response.statusCode();
    }

    byte[] body() {
        return response.body();
    }

    /** Everything that is asked for as JSON must be some, whatever happened to the store. */
    JsonNode json() {
        try {
            return JSON.readTree(body());
        } catch (IOException e) {
            throw new FindingException("an answer is no JSON: " + summary());
        }
    }

    /** The header, or an empty text. */
    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** {@code Upload-Offset}, or -1. */
    long offset() {
        return response.headers().firstValueAsLong("Upload-Offset").orElse(-1);
    }

    /** For findings: the status and the beginning of a body that is text. */
    String summary() {
        boolean text = header("Content-Type").contains("json");
        String said = text ? new String(body(), StandardCharsets.UTF_8) : body().length + " bytes";
        return status() + " " + said.substring(0, Math.min(said.length(), 300));
    }
}
