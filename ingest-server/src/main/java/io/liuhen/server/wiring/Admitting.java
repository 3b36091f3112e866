package io.liuhen.server.wiring;

import io.liuhen.server.admission.Admission;
import io.liuhen.server.admission.ByteBudget;
import io.liuhen.server.admission.Ceiling;
import io.liuhen.server.admission.Ceilings;
import io.liuhen.server.admission.ComeBack;
import io.liuhen.server.admission.Connections;
import io.liuhen.server.admission.Limits;
import io.liuhen.server.admission.Pace;
import io.liuhen.server.admission.Quotas;
import io.liuhen.server.config.AdmissionConfig;
import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.http.Arrivals;
import io.liuhen.server.ingest.Earlier;
import io.liuhen.server.observe.Metrics;
import io.liuhen.storage.StorageEngine;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Who is let in and who reads next, with what operators see of it. Thread-safe. */
final class Admitting implements AutoCloseable {
    /** Often enough that nobody sees the steps in which a ceiling lets bytes come. */
    private static final long TICK_MILLIS = 50;

    private final Admission admission;
    private final ByteBudget budget;
    private final Arrivals arrivals;
    private final ScheduledExecutorService ticking;
    private final Optional<ScheduledFuture<?>> ticks;

    Admitting(ServerConfig config, Environment env, Metrics metrics) {
        Limits limits = limits(config);
        ZoneId zone = config.unit().zone();
        admission = new Admission(
                limits,
                new Quotas(limits.quotas(), env.clock(), zone),
                new ComeBack(env.nanoTime(), env.random()),
                env.clock(),
                env.random());
        Pace pace = new Pace(limits.ceilings(), env.clock(), env.nanoTime());
        budget = new ByteBudget(Limits.BUFFERED_BYTES, pace);
        Connections connections = new Connections(limits.connections(), limits.connectionsPerAddress());
        arrivals = new Arrivals(connections, admission, metrics);
        ticking = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "liuhen-ceiling");
            thread.setDaemon(true);
            return thread;
        });
        budget.tick();
        ticks = limits.ceilings().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        ticking.scheduleAtFixedRate(budget::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS));
        gauges(metrics, connections, pace);
    }

    /** What the configuration lets in. */
    static Limits limits(ServerConfig config) {
        AdmissionConfig said = config.admission();
        return new Limits(
                config.http().maxUpload().bytes(),
                config.uploads().expiry().toSeconds(),
                config.uploads().minimumRate().bytes(),
                config.uploads().rateWindow().toSeconds(),
                said.connections(),
                said.connectionsPerAddress(),
                said.bodies(),
                new Quotas.Amounts(
                        said.uploads(),
                        said.deviceDay().bytes(),
                        said.unitDay().bytes(),
                        said.deviceUnfinished().bytes(),
                        said.unitUnfinished().bytes()),
                new Ceilings(
                        said.ceilings().stream()
                                .map(each -> new Ceiling(
                                        each.from(), each.to(), each.rate().bytes()))
                                .toList(),
                        config.unit().zone()));
    }

    private void gauges(Metrics metrics, Connections connections, Pace pace) {
        metrics.gauge("liuhen_upload_buffered_bytes", "Bytes of uploads in memory on their way to the disk.", () ->
                (double) budget.usedBytes());
        metrics.gauge(
                "liuhen_upload_waiting_bodies",
                "Bodies that are not read from until it is their turn.",
                budget::waiting);
        metrics.gauge("liuhen_connections_open", "Connections of clients.", connections::open);
        metrics.gauge(
                "liuhen_upload_ceiling_bytes_per_second",
                "Bytes of uploads that may come in a second now; not a number without a ceiling.",
                () -> pace.bytesPerSecond() == Ceilings.NONE ? Double.NaN : pace.bytesPerSecond());
    }

    /** Counts what is there from before this start; to be called before anybody is let in. */
    void countEarlier(StorageEngine engine, ServerConfig config, Environment env) {
        Earlier.countOpen(engine.uploads(), admission.quotas());
        if (admission.limits().quotas().countDays()) {
            ZoneId zone = config.unit().zone();
            LocalDate today = LocalDate.ofInstant(env.clock().instant(), zone);
            Earlier.countKept(
                    engine.segments(),
                    admission.quotas(),
                    today.atStartOfDay(zone).toInstant());
        }
    }

    Admission admission() {
        return admission;
    }

    ByteBudget budget() {
        return budget;
    }

    Arrivals arrivals() {
        return arrivals;
    }

    @Override
    public void close() {
        ticks.ifPresent(series -> series.cancel(false));
        ticking.shutdown();
    }
}
