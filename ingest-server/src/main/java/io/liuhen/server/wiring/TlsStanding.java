package io.liuhen.server.wiring;

import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which certificate is used, and what is wrong with it or with what should take its place. Thread-safe. */
final class TlsStanding {
    private static final Logger LOG = LoggerFactory.getLogger(TlsStanding.class);

    private final InstantSource clock;
    private volatile @Nullable TlsMaterial used;
    private volatile @Nullable String refused;

    TlsStanding(InstantSource clock) {
        this.clock = clock;
    }

    /** From now on this is used; says so loudly where clients will refuse it. */
    void use(TlsMaterial material) {
        used = material;
        material.invalidAt(clock.instant())
                .ifPresent(why -> LOG.error("{}: clients refuse every connection until it is replaced", why));
    }

    /** Lets nothing that clients refuse take the place of what they accept; throws with a sentence for the operator. */
    void check(TlsMaterial next) {
        boolean good = Optional.ofNullable(used)
                .filter(now -> now.invalidAt(clock.instant()).isEmpty())
                .isPresent();
        next.invalidAt(clock.instant()).filter(why -> good).ifPresent(why -> {
            throw new IllegalArgumentException(why);
        });
    }

    /** The files are such that they are used. */
    void fine() {
        refused = null;
    }

    /** The files cannot be used, for this reason; told in the log once. */
    void refuse(String why) {
        if (!Objects.equals(refused, why)) {
            LOG.error("the certificate stays as it was, which ends at {}: {}", inUse().notAfter(), why);
        }
        refused = why;
    }

    /** What is used. */
    TlsMaterial inUse() {
        return Objects.requireNonNull(used);
    }

    /** Whether the files are such that they are used, and clients accept the certificate. */
    boolean isUsable() {
        return notice().equals("ok");
    }

    /** {@code ok}, also without TLS, or a sentence for the operator. */
    String notice() {
        TlsMaterial now = used;
        String why = refused;
        return now == null
                ? "ok"
                : now.invalidAt(clock.instant())
                        .or(() -> Optional.ofNullable(why)
                                .map(reason -> "the certificate stays as it was, which ends at " + now.notAfter() + ": "
                                        + reason))
                        .orElse("ok");
    }
}
