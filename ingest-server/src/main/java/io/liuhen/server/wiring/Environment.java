package io.liuhen.server.wiring;

import io.liuhen.server.SuppressForbidden;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What the world gives a server.
 *
 * @param clock the time of day, which may jump
 * @param nanoTime time that only passes, for durations
 * @param random for ids and salts: a secure source
 */
public record Environment(InstantSource clock, LongSupplier nanoTime, RandomGenerator random) {
    /** The real one. */
    @SuppressForbidden(reason = "the one place that reads the real clock, for everybody else")
    public static Environment real() {
        InstantSource system = InstantSource.system();
        // As fine as what is stored, so that nothing has one time in memory and another on the disk.
        return new Environment(
                () -> system.instant().truncatedTo(ChronoUnit.MICROS), System::nanoTime, new SecureRandom());
    }
}
