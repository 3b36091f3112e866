package io.liuhen.server.access;

/** Whether somebody may do something. */
public sealed interface Decision {
    /** He may. */
    record Allowed() implements Decision {}

    /** He may not, whatever he would do it to: so saying it tells nothing about anything. */
    record Forbidden(String why) implements Decision {}

    /** He may do such a thing, and not to this: he must not learn whether there is one. */
    record Hidden() implements Decision {}

    /** Whether he may. */
    default boolean allows() {
        return this instanceof Allowed;
    }
}
