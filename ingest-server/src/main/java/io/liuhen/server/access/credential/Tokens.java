package io.liuhen.server.access.credential;

import io.liuhen.server.access.ActsFor;
import io.liuhen.server.access.Caller;
import io.liuhen.server.access.Role;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Deed;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tokens of people and services. All of them are in memory, without their secrets; what changes is durable first.
 * Thread-safe; what changes something blocks on the disk.
 *
 * <pre>
 * token    lh_ id without hyphens _ base64url( 32 random bytes )
 * </pre>
 */
public final class Tokens {
    private static final Pattern FORM = Pattern.compile("lh_([0-9a-f]{32})_([A-Za-z0-9_-]{43})");
    private static final int SECRET_BYTES = 32;

    private final Registry registry;
    private final IdGenerator ids;
    private final InstantSource clock;
    private final Map<String, Token> byId = new ConcurrentHashMap<>();
    private final Object changing = new Object();

    /** Reads all tokens. */
    public Tokens(Registry registry, IdGenerator ids, InstantSource clock) {
        this.registry = registry;
        this.ids = ids;
        this.clock = clock;
        registry.all(Token.KIND, document -> {
            Token token = Token.of(document.key().id(), document.body());
            byId.put(token.id(), token);
        });
    }

    /** A token and its text, which nobody is told a second time. */
    public record Granted(Token token, String text) {
        /** Not the text: it must not slip into a log. */
        @Override
        public String toString() {
            return "token " + token.id();
        }
    }

    /** Makes a token. */
    public Granted grant(
            String holder, Role role, String unit, Optional<String> number, Instant expiresAt, Actor actor) {
        return grant(holder, role, unit, number, expiresAt, "", actor);
    }

    /** As the other one, for a reason that goes on record. */
    public Granted grant(
            String holder,
            Role role,
            String unit,
            Optional<String> number,
            Instant expiresAt,
            String why,
            Actor actor) {
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(ids.randomBytes(SECRET_BYTES));
        Token token = new Token(
                ids.uuid().toString(),
                holder,
                role,
                unit,
                number,
                digest(secret),
                clock.instant(),
                expiresAt,
                Optional.empty());
        save(token, Deed.GRANTED, why, actor);
        return new Granted(token, "lh_" + token.id().replace("-", "") + "_" + secret);
    }

    /**
     * Whether the first token of a role is still to be made by whoever sees what the server prints: an operator's and an
     * approver's, once each. That the only one has ended, or was taken away, does not open that way again; else who runs
     * the server could make himself a way to media.
     */
    public boolean canBeFounded(Role role) {
        return (role == Role.OPERATOR || role == Role.APPROVER)
                && byId.values().stream().noneMatch(token -> token.role() == role);
    }

    /** Makes the first token of a role; empty where there was one before. */
    public Optional<Granted> found(
            String holder, Role role, String unit, Optional<String> number, Instant expiresAt, Actor actor) {
        synchronized (changing) {
            return canBeFounded(role)
                    ? Optional.of(grant(holder, role, unit, number, expiresAt, "", actor))
                    : Optional.empty();
        }
    }

    /** Ends a token; false where there is none that counts. */
    public boolean revoke(String id, String why, Actor actor) {
        synchronized (changing) {
            Optional<Token> token = find(id).filter(known -> known.inForceAt(clock.instant()));
            token.ifPresent(known -> save(known.revokedAt(clock.instant()), Deed.REVOKED, why, actor));
            return token.isPresent();
        }
    }

    private void save(Token token, Deed deed, String why, Actor actor) {
        registry.save(
                Token.KIND,
                token.id(),
                token.json(),
                deed,
                token.id(),
                CanonicalJson.object()
                        .put("holder", token.holder())
                        .put("role", token.role().toString())
                        .put("why", why),
                actor);
        byId.put(token.id(), token);
    }

    /** When a token with this text has ended, by its time or by a decision; empty where there is none, or it counts. */
    public Optional<Instant> endedAt(String text) {
        return withText(text)
                .filter(known -> !known.inForceAt(clock.instant()))
                .map(known -> known.revokedAt().orElse(known.expiresAt()));
    }

    /** Who has shown this text, if it is a token that counts. */
    public Optional<Caller> shown(String text) {
        return withText(text)
                .filter(known -> known.inForceAt(clock.instant()))
                .map(known -> new Caller(
                        known.role(),
                        known.holder(),
                        known.unit(),
                        ActsFor.nobody(),
                        known.number(),
                        known.id(),
                        OptionalLong.empty()));
    }

    private Optional<Token> withText(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        Token known = byId.get(hyphenated(form.group(1)));
        if (known == null
                || !MessageDigest.isEqual(
                        digest(form.group(2)).toString().getBytes(StandardCharsets.US_ASCII),
                        known.digest().toString().getBytes(StandardCharsets.US_ASCII))) {
            return Optional.empty();
        }
        return Optional.of(known);
    }

    private static Sha256 digest(String secret) {
        return Sha256.digestOf(secret.getBytes(StandardCharsets.UTF_8));
    }

    private static String hyphenated(String digits) {
        return String.join(
                "-",
                digits.substring(0, 8),
                digits.substring(8, 12),
                digits.substring(12, 16),
                digits.substring(16, 20),
                digits.substring(20));
    }

    /** One token. */
    public Optional<Token> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** All tokens, also those that count no more, oldest first. */
    public List<Token> all() {
        return byId.values().stream().sorted((a, b) -> a.id().compareTo(b.id())).toList();
    }
}
