package io.liuhen.server.access;

import java.util.Set;

/**
 * Decides whether somebody may do something to something: the one place that does. Pure; thread-safe.
 *
 * <p>Asked in two steps, so that nobody has to look for a resource on behalf of who may do nothing to it: {@link #extent},
 * and, where it depends on the resource, {@link #decide}.
 */
public final class Access {
    private final UnitTree units;

    public Access(UnitTree units) {
        this.units = units;
    }

    /** How far a right reaches. */
    public Extent extent(Role role, Action action) {
        return Rights.of(role, action);
    }

    /** Decides. */
    public Decision decide(Caller caller, Action action, Resource resource) {
        Extent extent = extent(caller.role(), action);
        boolean within = units.contains(caller.unit(), resource.unit());
        return switch (extent) {
            case ALWAYS -> new Decision.Allowed();
            case NEVER ->
                new Decision.Forbidden("the role " + caller.role() + " does not include the right to " + action);
            case UNIT -> allowedIf(within);
            case SENT -> allowedIf(within && sent(caller, resource));
            case MADE -> allowedIf(within && made(caller, resource.makerNumbers()));
        };
    }

    private static Decision allowedIf(boolean may) {
        return may ? new Decision.Allowed() : new Decision.Hidden();
    }

    /**
     * A machine's own is what its devices recorded, whoever carried it here; so a recorder can go on with what a dock
     * began. Everybody else's is what he sent.
     */
    private static boolean sent(Caller caller, Resource resource) {
        return caller.role().kind() == Role.Kind.MACHINE
                ? resource.device().filter(caller.actsFor()::includes).isPresent()
                : resource.sender().filter(caller.identity()::equals).isPresent();
    }

    private static boolean made(Caller caller, Set<String> makerNumbers) {
        return caller.number().filter(makerNumbers::contains).isPresent();
    }
}
