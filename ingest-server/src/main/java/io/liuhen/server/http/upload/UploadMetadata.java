package io.liuhen.server.http.upload;

import io.liuhen.server.admission.Limits;
import io.liuhen.server.http.Problem;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The header {@code Upload-Metadata} (tus 1.0.0, Creation): pairs of a key and, after a space, a value in base64, joined
 * by commas. Keys are ASCII without space and comma, and unique; values here are UTF-8.
 */
public final class UploadMetadata {
    /** Longest header, encoded. */
    static final int BYTES_MAX = Limits.METADATA_BYTES;
    /** Most keys. */
    static final int KEYS_MAX = Limits.METADATA_KEYS;

    private static final Pattern KEY = Pattern.compile("[!-+\\--~]{1,64}");

    private UploadMetadata() {}

    /** Either what was understood, in its order, or what is wrong. */
    public sealed interface Parsed {
        /** Keys and values. */
        record Ok(Map<String, String> values) implements Parsed {}

        /** The answer. */
        record Wrong(Problem problem) implements Parsed {}
    }

    /** What a request says of what it brings. */
    public static Parsed of(HttpServerRequest request) {
        return parse(FileHeaders.list(request, FileHeaders.UPLOAD_METADATA));
    }

    static Parsed parse(String header) {
        if (header.length() > BYTES_MAX) {
            return new Parsed.Wrong(Problem.never(
                    431,
                    "metadata-too-large",
                    "The metadata are too large",
                    "Upload-Metadata may have " + BYTES_MAX + " bytes encoded; send transcripts and documents as"
                            + " files of their own"));
        }
        Map<String, String> values = new LinkedHashMap<>();
        if (header.isBlank()) {
            return new Parsed.Ok(values);
        }
        for (String pair : header.split(",", -1)) {
            Optional<Problem> wrong = add(values, pair.strip());
            if (wrong.isPresent()) {
                return new Parsed.Wrong(wrong.get());
            }
        }
        return values.size() <= KEYS_MAX
                ? new Parsed.Ok(values)
                : new Parsed.Wrong(Problem.never(
                        431,
                        "metadata-too-large",
                        "The metadata have too many keys",
                        "Upload-Metadata may have " + KEYS_MAX + " keys"));
    }

    /** The device that a request names; empty where it names none, or nothing that can be read. */
    static Optional<String> device(HttpServerRequest request) {
        return of(request) instanceof Parsed.Ok ok
                ? Optional.ofNullable(ok.values().get("device")).filter(name -> !name.isBlank())
                : Optional.empty();
    }

    private static Optional<Problem> add(Map<String, String> values, String pair) {
        int space = pair.indexOf(' ');
        String key = space < 0 ? pair : pair.substring(0, space);
        if (!KEY.matcher(key).matches()) {
            return wrong("a key has 1 to 64 visible ASCII characters without comma; one here has not");
        }
        if (values.containsKey(key)) {
            return wrong("the key \"" + key + "\" stands there twice");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder()
                    .decode(space < 0 ? "" : pair.substring(space + 1).strip());
        } catch (IllegalArgumentException e) {
            return wrong("the value of \"" + key + "\" is not base64 (RFC 4648 §4, with padding)");
        }
        try {
            values.put(
                    key,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException e) {
            return wrong("the value of \"" + key + "\" is base64, but not of UTF-8 text");
        }
        return Optional.empty();
    }

    private static Optional<Problem> wrong(String what) {
        return Optional.of(Problem.badRequest(
                "metadata-malformed", "Upload-Metadata is a list like \"filename aGVsbG8=,device REo=\": " + what));
    }
}
