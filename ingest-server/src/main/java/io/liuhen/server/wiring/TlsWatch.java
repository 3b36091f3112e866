package io.liuhen.server.wiring;

import io.liuhen.server.config.TlsConfig;
import io.liuhen.server.observe.Metrics;
import io.liuhen.storage.format.Sha256;
import java.util.Objects;
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
    private volatile TlsMaterial used;
    private volatile @Nullable String wrong;
    private @Nullable ScheduledFuture<?> series;

    private TlsWatch(TlsConfig config, TlsMaterial used, Listeners listeners) {
        this.config = config;
        this.used = used;
        this.listeners = listeners;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread fresh = new Thread(task, "liuhen-tls");
            fresh.setDaemon(true);
            return fresh;
        });
    }

    /** @param used what the listeners have begun with */
    static TlsWatch start(TlsConfig config, TlsMaterial used, Listeners listeners, Metrics metrics) {
        TlsWatch watch = new TlsWatch(config, used, listeners);
        metrics.gauge(
                "liuhen_tls_files_usable",
                "1 while the files of certificate and key can be used, 0 while the server goes on with older ones.",
                () -> watch.wrong == null ? 1 : 0);
        metrics.gauge(
                "liuhen_tls_certificate_expires_timestamp_seconds", "When the certificate that is used ends.", () ->
                        (double) watch.used.notAfter().getEpochSecond());
        watch.series = watch.thread.scheduleWithFixedDelay(watch::look, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
        return watch;
    }

    private void look() {
        Sha256 before = used.fingerprint();
        try {
            TlsMaterial found = TlsMaterial.read(config);
            if (!found.fingerprint().equals(before)) {
                listeners.renew(found);
                used = found;
                LOG.info("new connections use the certificate that ends at {}", found.notAfter());
            }
            wrong = null;
        } catch (RuntimeException e) {
            String what = String.valueOf(e.getMessage());
            if (!Objects.equals(wrong, what)) {
                LOG.error("the certificate stays as it was, which ends at {}: {}", used.notAfter(), what);
            }
            wrong = what;
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
