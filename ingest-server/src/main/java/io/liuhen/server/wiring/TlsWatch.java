package io.liuhen.server.wiring;

import io.liuhen.server.config.TlsConfig;
import io.liuhen.server.observe.Metrics;
import io.liuhen.storage.format.Sha256;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the files of certificate and key again and again, and has new connections use what is new in them. Files that
 * cannot be used change nothing: the server goes on with those it has, and says so. Its thread is its own.
 */
final class TlsWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsWatch.class);
    private static final long EVERY_SECONDS = 2;
    private static final long STOP_SECONDS = 20;

    private final TlsConfig config;
    private final Listeners listeners;
    private final ScheduledExecutorService thread;
    private final TlsStanding standing;
    private @Nullable ScheduledFuture<?> series;

    private TlsWatch(TlsConfig config, TlsStanding standing, Listeners listeners) {
        this.config = config;
        this.standing = standing;
        this.listeners = listeners;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread fresh = new Thread(task, "liuhen-tls");
            fresh.setDaemon(true);
            return fresh;
        });
    }

    /**
     * Begins.
     *
     * @param used what the listeners have begun with
     * @param standing where it is told
     */
    static TlsWatch start(
            TlsConfig config, TlsMaterial used, TlsStanding standing, Listeners listeners, Metrics metrics) {
        standing.use(used);
        TlsWatch watch = new TlsWatch(config, standing, listeners);
        metrics.gauge(
                "liuhen_tls_files_usable",
                "1 while the files of certificate and key can be used and the certificate is valid, 0 while the server goes on"
                        + " with older ones or with one that clients refuse.",
                () -> standing.isUsable() ? 1 : 0);
        metrics.gauge(
                "liuhen_tls_certificate_expires_timestamp_seconds", "When the certificate that is used ends.", () ->
                        (double) standing.inUse().notAfter().getEpochSecond());
        watch.series = watch.thread.scheduleWithFixedDelay(watch::look, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
        return watch;
    }

    private void look() {
        Sha256 before = standing.inUse().fingerprint();
        try {
            TlsMaterial found = TlsMaterial.read(config);
            if (!found.fingerprint().equals(before)) {
                standing.check(found);
                listeners.renew(found);
                standing.use(found);
                LOG.info("new connections use the certificate that ends at {}", found.notAfter());
            }
            standing.fine();
        } catch (RuntimeException e) {
            standing.refuse(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        if (series != null) {
            series.cancel(false);
        }
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("looking after the certificate did not end within {} s", STOP_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
