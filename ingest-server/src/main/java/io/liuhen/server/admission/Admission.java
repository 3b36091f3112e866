package io.liuhen.server.admission;

import io.liuhen.server.observe.Refusal;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Whether a new upload may begin. What has begun goes on, whatever the answer to others; nothing is asked for the chunks of
 * an upload that exists. Thread-safe.
 */
public final class Admission {
    private static final long FINISHING_SECONDS = 60;
    private static final long AFTER_MIDNIGHT_SECONDS = 600;

    private final Limits limits;
    private final Quotas quotas;
    private final ComeBack comeBack;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final AtomicInteger bodies = new AtomicInteger();

    /** @param random spreads those who are refused */
    public Admission(Limits limits, Quotas quotas, ComeBack comeBack, InstantSource clock, RandomGenerator random) {
        this.limits = limits;
        this.quotas = quotas;
        this.comeBack = comeBack;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Why an upload may not begin now.
     *
     * @param limit that it would exceed
     * @param retryAfterSeconds when it is worth asking again
     */
    public record Refused(Refusal reason, long limit, long retryAfterSeconds) {}

    /** What all of it keeps to. */
    public Limits limits() {
        return limits;
    }

    /** What devices have open and have sent. */
    public Quotas quotas() {
        return quotas;
    }

    /** Whether the server has as many bodies to receive as it takes at once. */
    public Optional<Refused> overload() {
        return bodies.get() < limits.bodies()
                ? Optional.empty()
                : Optional.of(new Refused(Refusal.BUSY, limits.bodies(), comeBack.nextSeconds()));
    }

    /** Who is told that there are too many connections. */
    public Refused tooMany(Connections.Verdict verdict) {
        boolean address = verdict == Connections.Verdict.TOLD_ADDRESS;
        return new Refused(
                address ? Refusal.ADDRESS : Refusal.CONNECTIONS,
                address ? limits.connectionsPerAddress() : limits.connections(),
                comeBack.nextSeconds());
    }

    /** A body begins to be received. */
    public void bodyBegins() {
        bodies.incrementAndGet();
    }

    /** It has ended. */
    public void bodyEnds() {
        bodies.decrementAndGet();
        comeBack.madeRoom();
    }

    /** A place for an upload, or why it has none. */
    public Place place(String device, OptionalLong lengthBytes) {
        Quotas.Outcome outcome = quotas.place(device, lengthBytes);
        return outcome instanceof Quotas.Outcome.Exceeded exceeded
                ? new Place.None(new Refused(exceeded.reason(), exceeded.limit(), waitSeconds(exceeded.reason())))
                : new Place.Kept(((Quotas.Outcome.Granted) outcome).place());
    }

    /** Either. */
    public sealed interface Place {
        /** It is kept until it is taken or given up. */
        record Kept(Quotas.Place place) implements Place {}

        /** There is none. */
        record None(Refused refused) implements Place {}
    }

    /** A day's quota comes back with the next day; not everybody who waits for it comes at midnight. */
    private long waitSeconds(Refusal reason) {
        boolean byDay = reason == Refusal.DEVICE_DAY || reason == Refusal.UNIT_DAY;
        return byDay
                ? untilTomorrow().toSeconds() + random.nextLong(1, AFTER_MIDNIGHT_SECONDS)
                : ComeBack.jittered(FINISHING_SECONDS, random);
    }

    private Duration untilTomorrow() {
        ZonedDateTime now = clock.instant().atZone(limits.ceilings().zone());
        return Duration.between(now, now.toLocalDate().plusDays(1).atStartOfDay(now.getZone()));
    }
}
