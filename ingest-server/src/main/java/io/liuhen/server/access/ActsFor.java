package io.liuhen.server.access;

import java.util.Set;

/**
 * The devices that somebody speaks for.
 *
 * @param all whether it speaks for all of its unit; the names do not matter then
 */
public record ActsFor(boolean all, Set<String> devices) {
    /** Copies the set. */
    public ActsFor {
        devices = Set.copyOf(devices);
    }

    /** No device. */
    public static ActsFor nobody() {
        return new ActsFor(false, Set.of());
    }

    /** These devices. */
    public static ActsFor these(Set<String> devices) {
        return new ActsFor(false, devices);
    }

    /** All devices of the unit. */
    public static ActsFor everybody() {
        return new ActsFor(true, Set.of());
    }

    boolean includes(String device) {
        return all || devices.contains(device);
    }
}
