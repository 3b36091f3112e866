package io.liuhen.server.http.door;

import io.liuhen.server.access.Access;
import io.liuhen.server.access.Action;
import io.liuhen.server.access.Belongings;
import io.liuhen.server.access.Caller;
import io.liuhen.server.access.Decision;
import io.liuhen.server.access.Extent;
import io.liuhen.server.access.Resource;
import io.liuhen.server.access.Role;
import io.liuhen.server.access.Target;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.door.Callers.Identified;
import io.liuhen.storage.format.SegmentId;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Asks who calls and whether he may, before a request is carried out. Thread-safe. */
public final class Gate {
    private static final String ACCEPT_SIGNATURE = "Accept-Signature";

    private final Access access;
    private final Callers callers;
    private final Belongings belongings;
    private final Lines lines;
    private final String unit;

    /** @param unit the unit whose records this server keeps */
    public Gate(Access access, Callers callers, Belongings belongings, Lines lines, String unit) {
        this.access = access;
        this.callers = callers;
        this.belongings = belongings;
        this.lines = lines;
        this.unit = unit;
    }

    void pass(RoutingContext routing, Exchange exchange, Door door, Consumer<Exchange> handler) {
        door.first().accept(exchange);
        Identified identified = callers.identify(exchange);
        if (identified instanceof Identified.Refused refused) {
            asksForSignature(routing);
            exchange.problem(refused.problem());
            return;
        }
        Identified.Known known = (Identified.Known) identified;
        if (known.signed()) {
            asksForSignature(routing);
        }
        Caller caller = known.caller();
        if (!caller.credential().isEmpty()) {
            lines.used(caller.credential(), exchange.request().connection());
        }
        exchange.calledBy(caller);
        Action action = door.action().apply(exchange);
        if (access.extent(caller.role(), action).dependsOnResource()) {
            judge(exchange, door, action, handler);
            return;
        }
        Decision decision = access.decide(caller, action, Resource.of(unit));
        if (decision instanceof Decision.Forbidden forbidden) {
            if (caller.role() == Role.STRANGER) {
                asksForSignature(routing);
            }
            refuse(exchange, forbidden);
        } else {
            handler.accept(exchange);
        }
    }

    private void judge(Exchange exchange, Door door, Action action, Consumer<Exchange> handler) {
        Target target = door.target().apply(exchange);
        if (target instanceof Target.Segment segment) {
            boolean makersMatter = access.extent(exchange.caller().role(), action) == Extent.MADE;
            exchange.work(
                    () -> makersMatter ? belongings.ofSubject(segment.id()) : belongings.ofUpload(segment.id()),
                    found -> judged(exchange, door, action, found, handler));
        } else if (target instanceof Target.Subject subject) {
            exchange.work(
                    () -> belongings.ofSubject(subject.id()), found -> judged(exchange, door, action, found, handler));
        } else if (target instanceof Target.Opening opening) {
            exchange.actsFor(recordedBy(exchange.caller(), opening));
            Resource wanted = Resource.opened(exchange.caller(), unit, exchange.actsFor());
            if (opening.parts().isEmpty()) {
                judged(exchange, door, action, Optional.of(wanted), handler);
            } else {
                joined(exchange, opening, () -> judged(exchange, door, action, Optional.of(wanted), handler));
            }
        } else if (target instanceof Target.Later) {
            handler.accept(exchange);
        } else {
            judged(exchange, door, action, Optional.of(Resource.of(unit)), handler);
        }
    }

    /**
     * Whether the caller may do something to what somebody has sent of a device; for {@link Target.Later}. Answers
     * nothing.
     *
     * @param sender the {@linkplain Caller#identity identity} that sent it, or would
     */
    public boolean mayOf(Exchange exchange, Action action, String sender, String device) {
        Resource resource = new Resource(unit, Optional.of(sender), Optional.of(device), Set.of());
        return access.decide(exchange.caller(), action, resource).allows();
    }

    /**
     * The uploads, and the segments that they became, that the caller may do something to. Answers nothing; to ask it
     * blocks.
     */
    public Predicate<SegmentId> reach(Exchange exchange, Action action) {
        Caller caller = exchange.caller();
        boolean makersMatter = access.extent(caller.role(), action) == Extent.MADE;
        return id -> (makersMatter ? belongings.ofSubject(id) : belongings.ofUpload(id))
                .filter(resource -> access.decide(caller, action, resource).allows())
                .isPresent();
    }

    /** A machine that names no device means itself, if it is one that records. */
    private static Optional<String> recordedBy(Caller caller, Target.Opening opening) {
        return opening.device().or(() -> caller.role() == Role.DEVICE ? Optional.of(caller.name()) : Optional.empty());
    }

    /** Only what the caller may go on with, he may join: else another's bytes would become his. */
    private void joined(Exchange exchange, Target.Opening opening, Runnable next) {
        exchange.work(
                () -> opening.parts().stream()
                        .distinct()
                        .allMatch(part -> access.decide(
                                        exchange.caller(),
                                        Action.CONTINUE_UPLOAD,
                                        belongings.ofUpload(part).orElseGet(() -> Resource.of(unit)))
                                .allows()),
                own -> {
                    if (own) {
                        next.run();
                    } else {
                        exchange.problem(Problem.notFound("such part of yours"));
                    }
                });
    }

    /** What is not there is nobody's own; whoever may see all of the unit is told by the handler what has become of it. */
    private void judged(
            Exchange exchange, Door door, Action action, Optional<Resource> resource, Consumer<Exchange> handler) {
        Decision decision = access.decide(exchange.caller(), action, resource.orElseGet(() -> Resource.of(unit)));
        if (decision instanceof Decision.Forbidden forbidden) {
            refuse(exchange, forbidden);
        } else if (decision instanceof Decision.Hidden) {
            door.hidden().accept(exchange);
        } else {
            resource.flatMap(Resource::device)
                    .filter(device -> exchange.actsFor().isEmpty())
                    .ifPresent(device -> exchange.actsFor(Optional.of(device)));
            handler.accept(exchange);
        }
    }

    /**
     * Whether the caller may do something that only the body of his request tells, to a unit's records; refuses it
     * otherwise.
     */
    public boolean mayAlso(Exchange exchange, Action action, String inUnit) {
        Decision decision = access.decide(exchange.caller(), action, Resource.of(inUnit));
        if (!decision.allows()) {
            refuse(
                    exchange,
                    decision instanceof Decision.Forbidden forbidden
                            ? forbidden
                            : new Decision.Forbidden("the unit " + inUnit + " is outside of the credential's unit"));
        }
        return decision.allows();
    }

    /** Whether the caller may do something to a unit's records. */
    public boolean may(Exchange exchange, Action action, String inUnit) {
        return access.decide(exchange.caller(), action, Resource.of(inUnit)).allows();
    }

    private static void refuse(Exchange exchange, Decision.Forbidden forbidden) {
        switch (exchange.caller().role()) {
            case STRANGER -> {
                exchange.response().putHeader("WWW-Authenticate", "Bearer realm=\"liuhen\"");
                exchange.problem(Problem.never(
                        401,
                        "credentials",
                        "Say who you are",
                        "this server serves nobody without credentials: sign the request with the nonce of"
                                + " Accept-Signature, or send Authorization: Bearer TOKEN"));
            }
            case ANONYMOUS -> {
                exchange.response().putHeader("WWW-Authenticate", "Bearer realm=\"liuhen\"");
                exchange.problem(Problem.never(
                        401,
                        "operator-token",
                        "Only the operator may decide this",
                        "send the token that the server printed when it started, as Authorization: Bearer TOKEN"));
            }
            default ->
                exchange.problem(Problem.never(
                        403, "forbidden", "Not for this role", forbidden.why() + "; ask for another role"));
        }
    }

    /** Each answer to who signs brings the nonce for the next request, as fresh as it can be. */
    private void asksForSignature(RoutingContext routing) {
        routing.addHeadersEndHandler(
                leaving -> routing.response().putHeader(ACCEPT_SIGNATURE, callers.acceptSignature()));
    }
}
