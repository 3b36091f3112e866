package io.liuhen.server.access.credential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.random.RandomGenerator;

/** A secret that lives as long as the process and is never stored. Thread-safe. */
public final class OperatorToken {
    private static final int BYTES = 24;

    private final String text;

    private OperatorToken(String text) {
        this.text = text;
    }

    /** A new token from a secure source. */
    public static OperatorToken fresh(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new OperatorToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** The token, to be shown to the operator and nobody else. */
    public String reveal() {
        return text;
    }

    /** Whether this is it; takes a time that does not tell how much of it was right. */
    public boolean is(String shown) {
        return MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Not the token: it must not slip into a log. */
    @Override
    public String toString() {
        return "operator token";
    }
}
