package io.liuhen.server.http.door;

import io.liuhen.server.access.Action;
import io.liuhen.server.access.Target;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Problem;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What requests to one address are, before anybody looks at them further.
 *
 * @param first done before anything else, such as a header that all answers here have
 * @param action what a request would do
 * @param target to what
 * @param hidden answers as if the target were not there
 */
public record Door(
        Consumer<Exchange> first,
        Function<Exchange, Action> action,
        Function<Exchange, Target> target,
        Consumer<Exchange> hidden) {
    /** One action, whatever the method, to the unit's records as a whole. */
    public static Door of(Action action) {
        return of(exchange -> action);
    }

    /** The same for an action that depends on the request. */
    public static Door of(Function<Exchange, Action> action) {
        return new Door(
                exchange -> {},
                action,
                exchange -> new Target.Whole(),
                exchange -> exchange.problem(Problem.notFound("such address")));
    }

    /** The same to something single. */
    public Door to(Function<Exchange, Target> single, Consumer<Exchange> notFound) {
        return new Door(first, action, single, notFound);
    }

    /** The same with something done before. */
    public Door after(Consumer<Exchange> preparation) {
        return new Door(preparation, action, target, hidden);
    }
}
