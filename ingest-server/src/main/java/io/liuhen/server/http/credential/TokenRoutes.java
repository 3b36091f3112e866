package io.liuhen.server.http.credential;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.access.Action;
import io.liuhen.server.access.Role;
import io.liuhen.server.access.credential.Token;
import io.liuhen.server.access.credential.Tokens;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.door.Door;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.http.door.Gate;
import io.liuhen.server.http.door.Lines;
import io.liuhen.storage.format.CanonicalJson;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Optional;

/** {@code /tokens}: people and services are let in and shut out. Thread-safe. */
public final class TokenRoutes {
    private static final Duration LIFE_MAX = Duration.ofDays(400);

    private final Tokens tokens;
    private final Gate gate;
    private final Lines lines;
    private final String unit;
    private final InstantSource clock;

    /** @param unit that of tokens which are granted without a word about theirs */
    public TokenRoutes(Tokens tokens, Gate gate, Lines lines, String unit, InstantSource clock) {
        this.tokens = tokens;
        this.gate = gate;
        this.lines = lines;
        this.unit = unit;
        this.clock = clock;
    }

    /** Adds the routes. */
    public void mount(Doors doors) {
        Door door = Door.of(this::granting);
        doors.open("/tokens", door, exchange -> {
            if (exchange.method().equals("GET")) {
                list(exchange);
            } else {
                JsonBody.posted(exchange, body -> grant(exchange, body));
            }
        });
        doors.open(
                "/tokens/:id/revocation", door, exchange -> JsonBody.posted(exchange, body -> revoke(exchange, body)));
    }

    /** Which of the two rights lets the caller in; the very token decides later. */
    private Action granting(Exchange exchange) {
        return gate.may(exchange, Action.GRANT_PEOPLE, unit) ? Action.GRANT_PEOPLE : Action.GRANT_SERVICES;
    }

    /** The right that a role's token is granted by; machines have keys instead. */
    private static Optional<Action> grantOf(Role role) {
        return switch (role.kind()) {
            case PERSON -> Optional.of(Action.GRANT_PEOPLE);
            case SERVICE -> Optional.of(Action.GRANT_SERVICES);
            case MACHINE, PASSING -> Optional.empty();
        };
    }

    private void grant(Exchange exchange, JsonBody body) {
        String holder = body.need("holder", "the person or the program that will have it", Optional::of);
        Role role = body.need(
                "role",
                "officer, custodian, inspector, approver, archive, operator, monitor or script",
                text -> Role.named(text).filter(named -> grantOf(named).isPresent()));
        String itsUnit = body.text("unit").orElse(unit);
        Instant expires = expiry(body);
        Optional<String> number = body.text("number");
        if (!gate.mayAlso(exchange, grantOf(role).orElseThrow(), itsUnit)) {
            return;
        }
        if (!exchange.confidential()) {
            exchange.problem(Problem.never(
                    403,
                    "needs-tls",
                    "Not over this line",
                    "tokens are handed out over TLS, or on the machine itself"));
            return;
        }
        Actor actor = exchange.actor();
        boolean founding = exchange.caller().role() == Role.FOUNDER;
        exchange.work(
                () -> founding
                        ? tokens.found(holder, role, itsUnit, number, expires, actor)
                        : Optional.of(tokens.grant(holder, role, itsUnit, number, expires, actor)),
                granted -> granted.ifPresentOrElse(
                        made -> exchange.json(201, json(made.token()).put("token", made.text())),
                        () -> exchange.problem(Problem.never(
                                403,
                                "forbidden",
                                "Not for the printed token",
                                "it makes the first operator's token and the first approver's, once each; all others are"
                                        + " made with those"))));
    }

    private Instant expiry(JsonBody body) {
        String form = "expiresAt is a time with an offset, at most " + LIFE_MAX.toDays() + " days from now";
        Instant expires = body.need("expiresAt", form, text -> {
            try {
                return Optional.of(OffsetDateTime.parse(text).toInstant());
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(form, e);
            }
        });
        Instant now = clock.instant();
        if (!now.isBefore(expires) || expires.isAfter(now.plus(LIFE_MAX))) {
            throw new IllegalArgumentException(form);
        }
        return expires;
    }

    private void revoke(Exchange exchange, JsonBody body) {
        String why = body.need("why", "the reason, in words", Optional::of);
        Optional<Token> token = tokens.find(exchange.pathParam("id")).filter(found -> managed(exchange, found));
        if (token.isEmpty()) {
            exchange.problem(Problem.notFound("token with this id"));
            return;
        }
        Actor actor = exchange.actor();
        String id = token.get().id();
        exchange.work(() -> tokens.revoke(id, why, actor), revoked -> {
            // Answered first: it may be his own.
            exchange.json(200, json(tokens.find(id).orElse(token.get())));
            lines.cut(id::equals);
        });
    }

    /** What the printed token has made is none of its business any more. */
    private boolean managed(Exchange exchange, Token token) {
        return exchange.caller().role() != Role.FOUNDER
                && grantOf(token.role())
                        .filter(action -> gate.may(exchange, action, token.unit()))
                        .isPresent();
    }

    private void list(Exchange exchange) {
        ObjectNode json = CanonicalJson.object();
        ArrayNode items = json.putArray("tokens");
        tokens.all().stream().filter(token -> managed(exchange, token)).forEach(token -> items.add(json(token)));
        exchange.json(200, json);
    }

    private ObjectNode json(Token token) {
        ObjectNode json = CanonicalJson.object()
                .put("id", token.id())
                .put("holder", token.holder())
                .put("role", token.role().toString())
                .put("unit", token.unit())
                .put("madeAt", token.madeAt().toString())
                .put("expiresAt", token.expiresAt().toString())
                .put("state", state(token));
        token.number().ifPresent(text -> json.put("number", text));
        token.revokedAt().ifPresent(time -> json.put("revokedAt", time.toString()));
        return json;
    }

    private String state(Token token) {
        if (token.revokedAt().isPresent()) {
            return "revoked";
        }
        return token.inForceAt(clock.instant()) ? "in force" : "expired";
    }
}
