package io.liuhen.server.http.decide;

import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A secret that lives as long as the process and is never stored. Thread-safe. */
public final class OperatorToken {
    private static final int BYTES = 24;
    private static final String SCHEME = "Bearer ";

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

    /** Whether a request carries the token; refuses it otherwise. */
    boolean admits(Exchange exchange) {
        String header = Optional.ofNullable(exchange.request().getHeader("Authorization"))
                .orElse("");
        byte[] shown = header.startsWith(SCHEME)
                ? header.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8)
                : new byte[0];
        // In a time that does not tell how much of it was right.
        if (MessageDigest.isEqual(shown, text.getBytes(StandardCharsets.UTF_8))) {
            return true;
        }
        exchange.response().putHeader("WWW-Authenticate", "Bearer realm=\"liuhen\"");
        exchange.problem(Problem.never(
                401,
                "operator-token",
                "Only the operator may decide this",
                "send the token that the server printed when it started, as Authorization: Bearer TOKEN"));
        return false;
    }

    /** Not the token: it must not slip into a log. */
    @Override
    public String toString() {
        return "operator token";
    }
}
