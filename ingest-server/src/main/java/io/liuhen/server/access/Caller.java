package io.liuhen.server.access;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who makes a request, as far as that is proven.
 *
 * @param name a person's, service's or machine's registered name; empty for who has none
 * @param unit the unit that the rights are for, with those below it
 * @param number a person's number (执法证号), by which recordings name their makers
 * @param credential the key, token or certificate that proved it; empty for who showed none
 * @param clockSkewSeconds how far the caller's clock was ahead of the server's, where a signature told its time
 */
public record Caller(
        Role role,
        String name,
        String unit,
        ActsFor actsFor,
        Optional<String> number,
        String credential,
        OptionalLong clockSkewSeconds) {
    /** Somebody without credentials. */
    public static Caller anonymous() {
        return passing(Role.ANONYMOUS, "");
    }

    /** Who has no credential that is kept. */
    public static Caller passing(Role role, String unit) {
        return new Caller(role, "", unit, ActsFor.nobody(), Optional.empty(), "", OptionalLong.empty());
    }

    /** What an upload remembers of its sender: two of one name in two roles are two. */
    public String identity() {
        return role + ":" + name;
    }
}
