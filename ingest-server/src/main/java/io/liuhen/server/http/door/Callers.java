package io.liuhen.server.http.door;

import io.liuhen.server.access.Caller;
import io.liuhen.server.access.Role;
import io.liuhen.server.access.credential.Failures;
import io.liuhen.server.access.credential.Machines;
import io.liuhen.server.access.credential.OperatorToken;
import io.liuhen.server.access.credential.Tokens;
import io.liuhen.server.access.signature.HmacSignatures;
import io.liuhen.server.access.signature.Nonces;
import io.liuhen.server.access.signature.SignatureCheck;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out who makes a request, from memory alone. Thread-safe. */
public final class Callers {
    private static final Logger LOG = LoggerFactory.getLogger(Callers.class);
    private static final String BEARER = "Bearer ";

    private final boolean trial;
    private final String unit;
    private final OperatorToken operatorToken;
    private final Machines machines;
    private final Tokens tokens;
    private final Nonces nonces;
    private final HmacSignatures signatures;
    private final Failures byAddress;
    private final Failures byCredential;

    /**
     * The callers of one server.
     *
     * @param trial whether who shows no credential is served all the same
     * @param unit the unit whose records the server keeps
     * @param byAddress failures of one address
     * @param byCredential failures under one key's name from one address
     */
    public Callers(
            boolean trial,
            String unit,
            OperatorToken operatorToken,
            Machines machines,
            Tokens tokens,
            Nonces nonces,
            Failures byAddress,
            Failures byCredential) {
        this.trial = trial;
        this.unit = unit;
        this.operatorToken = operatorToken;
        this.machines = machines;
        this.tokens = tokens;
        this.nonces = nonces;
        this.signatures = new HmacSignatures(machines::key, nonces);
        this.byAddress = byAddress;
        this.byCredential = byCredential;
    }

    /** Who makes a request, or why that cannot be believed. */
    sealed interface Identified {
        /**
         * Somebody, proven or not.
         *
         * @param signed whether the caller signs its requests, and so needs a nonce for the next
         */
        record Known(Caller caller, boolean signed) implements Identified {}

        record Refused(Problem problem) implements Identified {}
    }

    /** What an answer says to whoever is to sign the next request (RFC 9421 §5.1). */
    String acceptSignature() {
        return "sig1=(\"@method\" \"@path\" \"@query\");alg=\"hmac-sha256\";nonce=\"" + nonces.next() + "\"";
    }

    Identified identify(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        SignatureCheck check = signatures.check(Messages.of(request));
        if (check instanceof SignatureCheck.Verified verified) {
            return machines.signedWith(verified.keyId(), verified.createdAtSeconds())
                    .<Identified>map(caller -> new Identified.Known(caller, true))
                    .orElseGet(() -> refused(request, verified.keyId(), "the key was taken away"));
        }
        if (check instanceof SignatureCheck.Refused refused) {
            // Who has the key, and only an old nonce, has done nothing wrong.
            return refused.retry()
                    ? new Identified.Refused(signAgain(refused.detail()))
                    : refused(request, refused.keyId(), refused.detail());
        }
        Optional<String> bearer = Optional.ofNullable(request.getHeader("Authorization"))
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(header -> header.substring(BEARER.length()).strip());
        if (bearer.isPresent()) {
            return borne(exchange, bearer.get());
        }
        Optional<Caller> certified = PeerCertificate.fingerprint(request).flatMap(machines::certifiedBy);
        return new Identified.Known(certified.orElseGet(this::nobody), false);
    }

    private Caller nobody() {
        return Caller.passing(trial ? Role.ANONYMOUS : Role.STRANGER, unit);
    }

    private Identified borne(Exchange exchange, String text) {
        if (!exchange.confidential()) {
            return new Identified.Refused(Problem.never(
                    403,
                    "needs-tls",
                    "Not over this line",
                    "a token that was sent over a line that others can read is no secret any more: have it revoked, and"
                            + " send the next over TLS"));
        }
        Optional<Caller> known = tokens.shown(text);
        if (known.isEmpty() && operatorToken.is(text)) {
            known = printed();
        }
        if (known.isPresent()) {
            return new Identified.Known(known.get(), false);
        }
        // A trial serves everybody; what a wrong token does not open says so.
        return trial
                ? new Identified.Known(nobody(), false)
                : refused(
                        exchange.request(),
                        "",
                        tokens.endedAt(text)
                                .map(end -> "this token has ended at " + end + "; ask for a new one")
                                .orElse("no token that counts has this text"));
    }

    /** The token that the server prints: in a trial for everything, else for the first credentials. */
    private Optional<Caller> printed() {
        if (trial) {
            return Optional.of(Caller.passing(Role.TRIAL_OPERATOR, unit));
        }
        return founding() ? Optional.of(Caller.passing(Role.FOUNDER, unit)) : Optional.empty();
    }

    /** Whether the token that the server prints has a first operator or a first approver to let in. */
    public boolean founding() {
        return !trial && (tokens.canBeFounded(Role.OPERATOR) || tokens.canBeFounded(Role.APPROVER));
    }

    private Identified refused(HttpServerRequest request, String credential, String why) {
        String address = Messages.address(request);
        String under = credential + "@" + address;
        boolean tooOften = byAddress.exhausted(address) || (!credential.isEmpty() && byCredential.exhausted(under));
        byAddress.failed(address);
        if (!credential.isEmpty()) {
            byCredential.failed(under);
        }
        if (tooOften) {
            // Told apart from a wrong one only; who is right is let in at any time.
            return new Identified.Refused(tooOften(byCredential.waitSeconds()));
        }
        LOG.warn("credentials from {} were refused: {}", address, why);
        return new Identified.Refused(signature(why));
    }

    /** Somebody fails too often. */
    public static Problem tooOften(long seconds) {
        return Problem.later(
                429,
                "too-many-failures",
                "Too many wrong credentials",
                "wait " + seconds + " s before each next try; who shows the right ones is let in at once");
    }

    /** At once: the answer has all that is needed. */
    private static Problem signAgain(String detail) {
        return Problem.later(401, "nonce", "Sign it again", detail).after(Duration.ZERO);
    }

    private static Problem signature(String detail) {
        return Problem.never(401, "credentials", "Not believed", detail);
    }
}
