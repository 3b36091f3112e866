package io.liuhen.server.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A recorder or a dock that signs what it sends, with its own reading of RFC 9421: it takes the nonce for each request from
 * the answer before, and asks for one where it has none.
 */
public final class SigningDevice {
    private static final Pattern NONCE = Pattern.compile("nonce=\"([^\"]+)\"");

    private final Http http;
    private String keyId;
    private byte[] key;
    private String nonce = "";
    private Duration clockIsAhead = Duration.ZERO;
    private List<String> lastHeaders = List.of();

    /** A machine with the key that its enrolment has brought. */
    public SigningDevice(Http http, ObjectNode enrolled) {
        this(http, enrolled.path("keyId").asText(), enrolled.path("key").asText());
    }

    private SigningDevice(Http http, String keyId, String key) {
        this.http = http;
        this.keyId = keyId;
        this.key = Base64.getDecoder().decode(key);
    }

    /** The same machine with another key. */
    public void use(ObjectNode rotated) {
        keyId = rotated.path("keyId").asText();
        key = Base64.getDecoder().decode(rotated.path("key").asText());
    }

    /** Another machine with the same key, as after a backup was put back. */
    public SigningDevice copy() {
        return new SigningDevice(http, keyId, Base64.getEncoder().encodeToString(key));
    }

    /** Sets the machine's clock wrong. */
    public SigningDevice withClockAhead(Duration ahead) {
        clockIsAhead = ahead;
        return this;
    }

    /** Sends a request, signed; headers are names and values in turn. */
    public Answer send(String method, String path, byte[] body, String... headers) {
        if (nonce.isEmpty()) {
            remember(http.get("/"));
        }
        Answer answer = sendAgain(method, path, body, sign(method, path, body, nonce, headers));
        remember(answer);
        return answer;
    }

    /** Sends a request that was signed before. */
    public Answer sendAgain(String method, String path, byte[] body, List<String> signed) {
        return http.send(
                method,
                path,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body),
                signed.toArray(String[]::new));
    }

    /** The headers of the last request, as they were sent. */
    public List<String> lastHeaders() {
        return lastHeaders;
    }

    /** The nonce for the next request. */
    public String nonce() {
        if (nonce.isEmpty()) {
            remember(http.get("/"));
        }
        return nonce;
    }

    /** Asks for another before the next request. */
    public void forgetNonce() {
        nonce = "";
    }

    private void remember(Answer answer) {
        Matcher found = NONCE.matcher(answer.header("Accept-Signature").orElse(""));
        nonce = found.find() ? found.group(1) : "";
    }

    /** Sends a request, signed, that says of its body what these headers say, and nothing else. */
    public Answer sendSaying(String method, String path, byte[] body, String... headers) {
        List<String> signed = signAll(method, path, body.length, nonce(), new ArrayList<>(List.of(headers)));
        Answer answer = sendAgain(method, path, body, signed);
        remember(answer);
        return answer;
    }

    /** The headers with a signature over all that counts. */
    public List<String> sign(String method, String path, byte[] body, String withNonce, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        if (body.length > 0) {
            all.addAll(List.of("Content-Digest", "sha-256=:" + digest(body) + ":"));
        }
        return signAll(method, path, body.length, withNonce, all);
    }

    private List<String> signAll(String method, String path, int length, String withNonce, List<String> all) {
        TreeMap<String, String> covered = new TreeMap<>();
        for (int i = 0; i < all.size(); i += 2) {
            covered.put(all.get(i).toLowerCase(Locale.ROOT), all.get(i + 1));
        }
        // Java's client announces a body of no bytes, too.
        covered.put("content-length", String.valueOf(length));
        int mark = path.indexOf('?');
        StringBuilder base = new StringBuilder("\"@method\": " + method + "\n\"@path\": "
                + (mark < 0 ? path : path.substring(0, mark)) + "\n\"@query\": "
                + (mark < 0 ? "?" : path.substring(mark)) + "\n");
        StringBuilder names = new StringBuilder("(\"@method\" \"@path\" \"@query\"");
        covered.forEach((name, value) -> {
            base.append('"').append(name).append("\": ").append(value).append('\n');
            names.append(" \"").append(name).append('"');
        });
        String input = names + ");created=" + Instant.now().plus(clockIsAhead).getEpochSecond() + ";keyid=\"" + keyId
                + "\";alg=\"hmac-sha256\";nonce=\"" + withNonce + "\"";
        base.append("\"@signature-params\": ").append(input);
        all.addAll(List.of("Signature-Input", "sig1=" + input, "Signature", "sig1=:" + mac(base.toString()) + ":"));
        lastHeaders = List.copyOf(all);
        return all;
    }

    private String mac(String base) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(base.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String digest(byte[] body) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Opens an upload and returns its address. */
    public String create(long length, String... metadata) {
        return tryToCreate(length, metadata).expect(201).required("Location");
    }

    /** Tries to open an upload. */
    public Answer tryToCreate(long length, String... metadata) {
        List<String> headers =
                new ArrayList<>(List.of("Tus-Resumable", "1.0.0", "Upload-Length", String.valueOf(length)));
        if (metadata.length > 0) {
            headers.addAll(List.of("Upload-Metadata", Tus.metadata(metadata)));
        }
        return send("POST", "/files", new byte[0], headers.toArray(String[]::new));
    }

    /** Appends bytes. */
    public Answer patch(String upload, long offset, byte[] bytes) {
        return send(
                "PATCH",
                upload,
                bytes,
                "Tus-Resumable",
                "1.0.0",
                "Upload-Offset",
                String.valueOf(offset),
                "Content-Type",
                Tus.OFFSET_STREAM);
    }

    /** Asks where an upload stands. */
    public Answer head(String upload) {
        return send("HEAD", upload, new byte[0], "Tus-Resumable", "1.0.0");
    }

    /** Ends an upload. */
    public Answer delete(String upload) {
        return send("DELETE", upload, new byte[0], "Tus-Resumable", "1.0.0");
    }
}
