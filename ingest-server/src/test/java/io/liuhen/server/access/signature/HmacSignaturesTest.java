package io.liuhen.server.access.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.access.signature.SignatureCheck.Refused;
import io.liuhen.server.access.signature.SignatureCheck.Unsigned;
import io.liuhen.server.access.signature.SignatureCheck.Verified;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.greenbytes.http.sfv.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Device identity by HTTP Message Signatures (RFC 9421): what is believed, and what is not. */
final class HmacSignaturesTest {
    private static final String KEY_ID = "ZFY-0042";
    private static final SecretKey KEY = key("a secret that only the device and the server know");
    private static final String ALL = "\"@method\" \"@path\" \"upload-offset\" \"content-length\" \"content-digest\"";

    private final Nonces nonces = new Nonces(() -> 0, new Random(4), Duration.ofMinutes(5), 1 << 17);
    private static final String OTHER_ID = "ZFY-0043";
    private static final SecretKey OTHER_KEY = key("a secret of another device");

    private final HmacSignatures signatures = new HmacSignatures(
            id -> Optional.ofNullable(Map.of(KEY_ID, KEY, OTHER_ID, OTHER_KEY).get(id)), nonces);

    private final Map<String, List<String>> fields = new TreeMap<>(Map.of(
            "Upload-Offset", List.of("4096"),
            "Content-Length", List.of("10"),
            "Content-Digest", List.of("sha-256=:AAAA:")));

    private static SecretKey key(String secret) {
        return new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }

    private SignedMessage message(String method, String path, Optional<String> query, boolean secure) {
        return new SignedMessage(method, "127.0.0.1:8080", path, query, fields, true, secure);
    }

    private SignedMessage patch() {
        return message("PATCH", "/files/1", Optional.empty(), false);
    }

    /** Signs what is there as a device would, with this test's own reading of RFC 9421 §2.5. */
    private void sign(SignedMessage message, String covered, String nonce, SecretKey key, String keyId) {
        StringBuilder base = new StringBuilder();
        for (String quoted : covered.isEmpty() ? new String[0] : covered.split(" ", -1)) {
            String name = quoted.replace("\"", "");
            base.append(quoted).append(": ");
            base.append(
                    switch (name) {
                        case "@method" -> message.method();
                        case "@path" -> message.path();
                        case "@query" -> "?" + message.query().orElse("");
                        default -> String.join(", ", message.fields().getOrDefault(name, List.of()));
                    });
            base.append('\n');
        }
        String input = "(" + covered + ");created=1618884473;keyid=\"" + keyId + "\";nonce=\"" + nonce + "\"";
        base.append("\"@signature-params\": ").append(input);
        fields.put("Signature-Input", List.of("sig1=" + input));
        fields.put("Signature", List.of("sig1=:" + Base64.getEncoder().encodeToString(mac(base, key)) + ":"));
    }

    private static byte[] mac(StringBuilder base, SecretKey key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(base.toString().getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private Refused refused(SignatureCheck check) {
        return assertInstanceOf(Refused.class, check);
    }

    /** RFC 9421, B.2.5: the base of the example has the octets that its signature was made over. */
    @Test
    void theStandardsOwnExample() throws Exception {
        SecretKey shared = new SecretKeySpec(
                Base64.getDecoder()
                        .decode(
                                "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ=="),
                "HmacSHA256");
        SignedMessage example = new SignedMessage(
                "POST",
                "example.com",
                "/foo",
                Optional.of("param=Value&Pet=dog"),
                Map.of(
                        "Date", List.of("Tue, 20 Apr 2021 02:07:55 GMT"),
                        "Content-Type", List.of("application/json")),
                true,
                false);
        SignatureBase base = SignatureBase.of(
                        Parser.parseInnerList("(\"date\" \"@authority\" \"content-type\")"
                                + ";created=1618884473;keyid=\"test-shared-secret\""),
                        example)
                .orElseThrow();
        assertEquals(
                "pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=",
                Base64.getEncoder().encodeToString(mac(new StringBuilder(base.text()), shared)));
    }

    @Test
    void aDeviceThatSignsWhatCountsIsBelieved() {
        sign(patch(), ALL, nonces.next(), KEY, KEY_ID);
        assertEquals(new Verified(KEY_ID, 1618884473), signatures.check(patch()));
    }

    @Test
    void aRequestWithoutSignatureIsJustUnsigned() {
        assertInstanceOf(Unsigned.class, signatures.check(patch()));
    }

    @Test
    void theSameRequestASecondTimeIsRefusedAndMayBeSignedAgain() {
        sign(patch(), ALL, nonces.next(), KEY, KEY_ID);
        assertInstanceOf(Verified.class, signatures.check(patch()));
        assertTrue(refused(signatures.check(patch())).retry());
    }

    @Test
    void aWrongKeyAndAnUnknownDeviceAreRefusedInTheSameWords() {
        sign(patch(), ALL, nonces.next(), key("another"), KEY_ID);
        Refused wrongKey = refused(signatures.check(patch()));
        sign(patch(), ALL, nonces.next(), KEY, "ZFY-9999");
        assertEquals(wrongKey.detail(), refused(signatures.check(patch())).detail());
    }

    @Test
    void aWrongSignatureDoesNotUseItsNonceUp() {
        String nonce = nonces.next();
        sign(patch(), ALL, nonce, key("another"), KEY_ID);
        refused(signatures.check(patch()));
        sign(patch(), ALL, nonce, KEY, KEY_ID);
        assertInstanceOf(Verified.class, signatures.check(patch()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upload-Offset", "Content-Length", "Content-Digest"})
    void aChangedFieldBreaksTheSignature(String field) {
        sign(patch(), ALL, nonces.next(), KEY, KEY_ID);
        fields.put(field, List.of("1"));
        refused(signatures.check(patch()));
    }

    @Test
    void anotherMethodPathOrQueryBreaksTheSignature() {
        sign(patch(), ALL, nonces.next(), KEY, KEY_ID);
        refused(signatures.check(message("DELETE", "/files/1", Optional.empty(), false)));
        refused(signatures.check(message("PATCH", "/files/2", Optional.empty(), false)));
        refused(signatures.check(message("PATCH", "/files/1", Optional.of("a=b"), false)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"@method", "@path", "upload-offset", "content-length", "content-digest"})
    void whatCountsMustBeCovered(String left) {
        sign(patch(), ALL.replace("\"" + left + "\"", "").strip().replace("  ", " "), nonces.next(), KEY, KEY_ID);
        assertTrue(refused(signatures.check(patch())).detail().contains(left));
    }

    @Test
    void aFieldOfUploadsThatWasAddedMustBeCovered() {
        sign(patch(), ALL, nonces.next(), KEY, KEY_ID);
        fields.put("Upload-Complete", List.of("?1"));
        assertTrue(refused(signatures.check(patch())).detail().contains("upload-complete"));
    }

    @Test
    void aQueryMustBeCovered() {
        SignedMessage withQuery = message("PATCH", "/files/1", Optional.of("a=b"), false);
        sign(withQuery, ALL, nonces.next(), KEY, KEY_ID);
        assertTrue(refused(signatures.check(message("PATCH", "/files/1", Optional.of("a=b"), false)))
                .detail()
                .contains("@query"));
        sign(withQuery, ALL + " \"@query\"", nonces.next(), KEY, KEY_ID);
        assertInstanceOf(Verified.class, signatures.check(message("PATCH", "/files/1", Optional.of("a=b"), false)));
    }

    @Test
    void aBodyWithoutDigestNeedsTls() {
        fields.remove("Content-Digest");
        String covered = ALL.replace(" \"content-digest\"", "");
        sign(patch(), covered, nonces.next(), KEY, KEY_ID);
        assertTrue(refused(signatures.check(patch())).detail().contains("Content-Digest"));
        assertInstanceOf(Verified.class, signatures.check(message("PATCH", "/files/1", Optional.empty(), true)));
    }

    @Test
    void aNonceOfNobodysIsRefusedAndMayBeSignedAgain() {
        sign(patch(), ALL, "bm9uc2Vuc2U", KEY, KEY_ID);
        assertTrue(refused(signatures.check(patch())).retry());
    }

    /** It may use up what it likes: the next of another's is good, and the other needs not even know. */
    @Test
    void whoSignsWithoutEndKeepsNobodyOut() {
        String others = nonces.next();
        for (int i = 0; i < 150_000; i++) {
            assertEquals(Nonces.Taking.TAKEN, nonces.take(nonces.next()));
        }
        sign(patch(), ALL, others, OTHER_KEY, OTHER_ID);
        Refused old = refused(signatures.check(patch()));
        assertTrue(old.retry(), "it has been so long that its own is not known any more");
        sign(patch(), ALL, nonces.next(), OTHER_KEY, OTHER_ID);
        assertInstanceOf(Verified.class, signatures.check(patch()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sig1",
                "sig1=1",
                "sig1=(\"@method\"",
                "sig1=();keyid=\"ZFY-0042\"",
                "sig1=(\"@method\");alg=\"rsa-pss-sha512\";keyid=\"ZFY-0042\";nonce=\"x\"",
                "sig1=(method);keyid=\"ZFY-0042\";nonce=\"x\"",
                "other=(\"@method\");keyid=\"ZFY-0042\";nonce=\"x\"",
                "\u0000"
            })
    void whatIsNoSignatureOfThisSortIsRefused(String input) {
        sign(patch(), ALL, nonces.next(), KEY, KEY_ID);
        fields.put("Signature-Input", List.of(input));
        refused(signatures.check(patch()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"@status\"", "\"@method\"", "\"@path\";bs", "\"x-none\"", "\"@query-param\";name=\"a\""})
    void coveringWhatIsNotThereOrTwiceIsRefused(String more) {
        sign(patch(), ALL + " " + more, nonces.next(), KEY, KEY_ID);
        refused(signatures.check(patch()));
    }

    @Test
    void valuesOfAFieldThatCameInSeveralLinesAreJoined() {
        fields.put("Upload-Metadata", List.of("a YQ==, b Yg=="));
        sign(patch(), ALL + " \"upload-metadata\"", nonces.next(), KEY, KEY_ID);
        fields.put("Upload-Metadata", List.of("a YQ== ", " b Yg=="));
        assertInstanceOf(Verified.class, signatures.check(patch()));
    }

    @Test
    void aSecondOfTwoSignaturesMayBeTheDevices() {
        sign(patch(), ALL, nonces.next(), KEY, KEY_ID);
        fields.merge("Signature-Input", List.of("proxy=(\"@method\");alg=\"ed25519\""), HmacSignaturesTest::before);
        fields.merge("Signature", List.of("proxy=:AAAA:"), HmacSignaturesTest::before);
        assertInstanceOf(Verified.class, signatures.check(patch()));
    }

    private static List<String> before(List<String> last, List<String> first) {
        return List.of(first.get(0), last.get(0));
    }
}
