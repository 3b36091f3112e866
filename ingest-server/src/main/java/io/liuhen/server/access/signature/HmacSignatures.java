package io.liuhen.server.access.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.greenbytes.http.sfv.ByteSequenceItem;
import org.greenbytes.http.sfv.Dictionary;
import org.greenbytes.http.sfv.InnerList;
import org.greenbytes.http.sfv.IntegerItem;
import org.greenbytes.http.sfv.Item;
import org.greenbytes.http.sfv.Parameters;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;
import org.greenbytes.http.sfv.StringItem;

/** Judges the signature of a request. Thread-safe. */
public final class HmacSignatures {
    private static final String ALGORITHM = "hmac-sha256";
    private static final String CONTENT_DIGEST = "content-digest";
    private static final String UPLOAD_CHECKSUM = "upload-checksum";
    private static final List<String> STRONG_DIGESTS = List.of("sha-256", "sha-512");
    private static final List<String> STRONG_CHECKSUMS = List.of("sha256", "sha512");

    /** Fields that decide what a request does; whoever may change one may change what is stored. */
    private static final Set<String> STEERING = Set.of(
            CONTENT_DIGEST,
            "repr-digest",
            "content-length",
            "content-type",
            "content-disposition",
            "tus-resumable",
            "x-http-method-override",
            "if-match");

    /** Fields of both protocols of uploading. */
    private static final String UPLOAD_PREFIX = "upload-";

    /** Where the keys are. Must be quick: it is asked on the way of every request. */
    public interface Keys {
        /** The secret of a device, if there is such a device and its key is in force. */
        Optional<SecretKey> find(String keyId);
    }

    private final Keys keys;
    private final Nonces nonces;

    public HmacSignatures(Keys keys, Nonces nonces) {
        this.keys = keys;
        this.nonces = nonces;
    }

    /** Looks at the first signature that names {@code hmac-sha256} or no algorithm. */
    public SignatureCheck check(SignedMessage message) {
        List<String> inputs = message.values("signature-input");
        List<String> signatures = message.values("signature");
        if (inputs.isEmpty() && signatures.isEmpty()) {
            return new SignatureCheck.Unsigned();
        }
        try {
            Dictionary input = new Parser(inputs).parseDictionary();
            Dictionary signature = new Parser(signatures).parseDictionary();
            for (Map.Entry<String, ?> labelled : input.get().entrySet()) {
                if (labelled.getValue() instanceof InnerList covered
                        && text(covered.getParams(), "alg").orElse(ALGORITHM).equals(ALGORITHM)) {
                    return signature.get().get(labelled.getKey()) instanceof ByteSequenceItem bytes
                            ? check(message, covered, bytes)
                            : refused("there is no Signature with the label " + labelled.getKey());
                }
            }
        } catch (ParseException e) {
            return refused("Signature-Input and Signature are dictionaries of structured fields (RFC 9421 §4): "
                    + e.getMessage());
        }
        return refused("none of the signatures is " + ALGORITHM);
    }

    private SignatureCheck check(SignedMessage message, InnerList covered, ByteSequenceItem signature) {
        Optional<String> keyId = text(covered.getParams(), "keyid");
        Optional<String> nonce = text(covered.getParams(), "nonce");
        if (keyId.isEmpty() || nonce.isEmpty()) {
            return refused("a signature has the parameters keyid and nonce");
        }
        List<String> missing = missing(message, covered);
        if (!missing.isEmpty()) {
            return refused("the signature must cover " + String.join(", ", missing));
        }
        if (message.hasBody() && !message.secure() && !strongDigest(message)) {
            return refused(
                    "without TLS a body needs Content-Digest (RFC 9530) or Upload-Checksum by SHA-256 or SHA-512,"
                            + " covered by the signature");
        }
        Optional<SignatureBase> base = SignatureBase.of(covered, message);
        if (base.isEmpty()) {
            return refused("the signature covers something that is not in the request, or covers it twice");
        }
        Optional<SecretKey> key = keys.find(keyId.get());
        // One sentence for an unknown key and a wrong signature: nobody learns which devices there are.
        if (key.isEmpty() || !MessageDigest.isEqual(mac(key.get(), base.get()), octets(signature))) {
            return new SignatureCheck.Refused(
                    "no key in force with this keyid has made this signature over what the request says",
                    false,
                    keyId.get());
        }
        // Last, so that only who has the key can use a nonce up.
        return switch (nonces.take(nonce.get())) {
            case TAKEN -> new SignatureCheck.Verified(keyId.get(), created(covered.getParams()));
            case TAKEN_BEFORE -> signAgain("was used before", keyId.get());
            case TOO_OLD -> signAgain("is too old", keyId.get());
            case UNKNOWN -> signAgain("is not one that this server has given out since it started", keyId.get());
        };
    }

    private static SignatureCheck signAgain(String why, String keyId) {
        return new SignatureCheck.Refused(
                "the nonce " + why + "; sign again with the one that this answer carries", true, keyId);
    }

    /**
     * Digests that can be forged bind a body to nothing; nor would one that nobody compares with it. Whoever reads a body
     * compares these with it or refuses it ({@code SignedBodiesIT}).
     */
    private static boolean strongDigest(SignedMessage message) {
        List<String> checksum = message.values(UPLOAD_CHECKSUM);
        if (checksum.size() == 1
                && STRONG_CHECKSUMS.stream()
                        .anyMatch(name -> checksum.get(0).strip().startsWith(name + " "))) {
            return true;
        }
        try {
            Dictionary digests = new Parser(message.values(CONTENT_DIGEST)).parseDictionary();
            return STRONG_DIGESTS.stream().anyMatch(name -> digests.get().get(name) instanceof ByteSequenceItem);
        } catch (ParseException e) {
            return false;
        }
    }

    private static SignatureCheck refused(String detail) {
        return new SignatureCheck.Refused(detail, false, "");
    }

    /** Whether a signature must cover a field, by its lower-case name, where it is there. */
    static boolean steers(String field) {
        return STEERING.contains(field) || field.startsWith(UPLOAD_PREFIX);
    }

    /** What a signature must cover, beside what it may. */
    private static List<String> missing(SignedMessage message, InnerList covered) {
        Set<String> names = covered.get().stream()
                .filter(StringItem.class::isInstance)
                .map(item -> ((StringItem) item).get())
                .collect(Collectors.toSet());
        List<String> missing = new ArrayList<>();
        boolean target = names.contains("@target-uri") || names.contains("@request-target");
        for (String needed : List.of("@method", "@path", "@query")) {
            boolean inTarget = target && !needed.equals("@method");
            boolean absent = needed.equals("@query") && message.query().isEmpty();
            if (!names.contains(needed) && !inTarget && !absent) {
                missing.add(needed);
            }
        }
        message.fields().keySet().stream()
                .filter(HmacSignatures::steers)
                .filter(name -> !names.contains(name))
                .sorted()
                .forEach(missing::add);
        return missing;
    }

    private static byte[] mac(SecretKey key, SignatureBase base) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(base.text().getBytes(StandardCharsets.ISO_8859_1));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private static byte[] octets(ByteSequenceItem signature) {
        byte[] octets = new byte[signature.get().remaining()];
        signature.get().duplicate().get(octets);
        return octets;
    }

    private static Optional<String> text(Parameters parameters, String name) {
        Item<?> value = parameters.get(name);
        return value instanceof StringItem text ? Optional.of(text.get()) : Optional.empty();
    }

    private static long created(Parameters parameters) {
        Item<?> value = parameters.get("created");
        return value instanceof IntegerItem seconds ? seconds.getAsLong() : -1;
    }
}
