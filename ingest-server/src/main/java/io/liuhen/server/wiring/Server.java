package io.liuhen.server.wiring;

import com.sun.management.OperatingSystemMXBean;
import io.liuhen.server.admission.HeldBodies;
import io.liuhen.server.admission.Limits;
import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.docking.BroughtDevices;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.Guard;
import io.liuhen.server.http.MinimumRate;
import io.liuhen.server.http.decide.DisposalRoutes;
import io.liuhen.server.http.decide.JobRoutes;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.http.manage.Health;
import io.liuhen.server.http.manage.ManagementRoutes;
import io.liuhen.server.http.read.AboutRoutes;
import io.liuhen.server.http.read.CustodyRoutes;
import io.liuhen.server.http.read.DerivedReply;
import io.liuhen.server.http.read.SegmentFinder;
import io.liuhen.server.http.read.SegmentRoutes;
import io.liuhen.server.http.upload.Receiving;
import io.liuhen.server.http.upload.UploadRoutes;
import io.liuhen.server.ingest.EngineAccess;
import io.liuhen.server.ingest.Ingest;
import io.liuhen.server.ingest.IngestConfig;
import io.liuhen.server.ingest.LeftOver;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.pipeline.JobRequests;
import io.liuhen.server.pipeline.JobsView;
import io.liuhen.server.pipeline.Pipeline;
import io.liuhen.server.pipeline.Rush;
import io.liuhen.server.pipeline.Steps;
import io.liuhen.server.pipeline.Underway;
import io.liuhen.server.query.Owners;
import io.liuhen.server.query.ReadLog;
import io.liuhen.server.query.SegmentView;
import io.liuhen.server.records.Recordings;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.server.records.StoreClock;
import io.liuhen.server.records.StoreUnit;
import io.liuhen.storage.EngineConfig;
import io.liuhen.storage.StorageEngine;
import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.space.ReserveSize;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: all its parts. Thread-safe. */
public final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final int WORKERS = 24;
    private static final int MANAGERS = 2;
    private static final long STOP_SECONDS = 20;

    /** What close does, in the opposite order of starting. */
    private final Stops stops;

    private final Listeners listeners;
    private final LetIn letIn;

    private Server(Stops stops, ServerConfig config, Environment env) {
        this.stops = stops;
        boolean trial = !config.access().credentials();
        Metrics metrics = new Metrics();
        StorageEngine engine = StorageEngine.open(
                EngineConfig.defaults()
                        .withReserve(new ReserveSize(config.storage().reserve().bytes())),
                RealDisk.below(config.data()),
                env.clock(),
                env.nanoTime(),
                metrics);
        stops.push(engine::close);
        LOG.info("opened the store: {}", engine.report());
        StoreUnit.claim(engine, config.unit().id(), env.clock());
        StoreClock clock = StoreClock.read(engine, config.unit().id(), env.clock());
        ExecutorService workers = pool("liuhen-worker", WORKERS);
        stops.push(() -> stop(workers));
        // Their own: whoever asks whether the server is ready is answered whatever its workers wait for.
        ExecutorService managers = pool("liuhen-manage", MANAGERS);
        stops.push(() -> stop(managers));

        IdGenerator ids = new IdGenerator(env.clock(), env.random());
        Custody custody = new Custody(config.unit().id(), env.clock(), ids);
        Recordings recordings = new Recordings(engine.records(), config.unit(), custody, ids, env.clock());
        SegmentReports reports = new SegmentReports(engine.records());
        FixityWatch fixity = new FixityWatch(config, engine, reports, custody, env, metrics);
        MediaSide media = new MediaSide(config, engine, env, metrics);
        ViewingSide viewing = new ViewingSide(config, engine, recordings, reports, custody, env);
        FindingSide findings = new FindingSide(config, engine, reports, custody, env.clock());
        Steps steps = Steps.all(
                engine.segments(),
                engine.derivatives(),
                media.workers(),
                viewing.wanted(),
                reports,
                fixity.facts(),
                custody,
                recordings::toJudge,
                findings.observing(),
                env.clock(),
                metrics);
        Rush rush = new Rush(metrics::receivedBytes, Server::processorLoad, env.nanoTime());
        Underway underway = new Underway(engine.jobs(), env.nanoTime());
        Pipeline pipeline =
                Pipeline.of(steps, engine.jobs(), engine.segments(), underway, metrics, env.nanoTime(), rush);
        Admitting admitting = new Admitting(config, env, metrics);
        stops.push(admitting::close);
        admitting.countEarlier(engine, config, env);
        BroughtDevices brought = new BroughtDevices();
        Ingest ingest = new Ingest(
                new IngestConfig(
                        config.unit().id(),
                        trial,
                        Pipeline.FIRST_JOB,
                        config.uploads().expiry()),
                EngineAccess.of(engine),
                recordings,
                custody,
                ids,
                env.clock(),
                env.nanoTime(),
                metrics,
                workers,
                admitting.admission().quotas(),
                device -> {
                    pipeline.wake();
                    brought.mark(device);
                });

        TlsStanding tlsStanding = new TlsStanding(env.clock());
        Health health = new Health(
                engine,
                Map.of(
                        "clock",
                        clock::notice,
                        "fixity",
                        fixity::notice,
                        "media",
                        media::notice,
                        "tls",
                        tlsStanding::notice));
        metrics.gauge(
                "liuhen_clock_behind_store",
                "1 while the machine's clock is before the newest entry that the store had at the start.",
                () -> clock.isBehind() ? 1 : 0);
        Gauges.register(metrics, engine);
        SegmentView segmentView = new SegmentView(reports, engine.jobs(), engine.fixity());
        letIn = new LetIn(
                config,
                engine,
                custody,
                ids,
                env,
                new Owners(
                        engine.uploads(),
                        engine.segments(),
                        recordings,
                        config.unit().id()));
        MinimumRate minimumRate = new MinimumRate(
                config.uploads().minimumRate().bytes(), config.uploads().rateWindow());
        HeldBodies heldBodies = new HeldBodies(Limits.HELD_BODY_BYTES, Limits.STRANGERS_BODY_BYTES);
        UploadRoutes uploads = new UploadRoutes(
                new Receiving(
                        ingest,
                        letIn.gate(),
                        admitting.admission(),
                        admitting.budget(),
                        minimumRate,
                        metrics,
                        env.nanoTime(),
                        health::isDraining),
                segmentView,
                config.http().interim());
        ReadLog readLog = new ReadLog(engine.records(), custody, env.nanoTime());
        SegmentFinder finder = new SegmentFinder(engine.segments(), engine.disposals());
        DerivedReply copies = new DerivedReply(engine.derivatives(), readLog, workers);
        SegmentRoutes segments = new SegmentRoutes(
                engine.segments(), finder, copies, segmentView, readLog, fixity.alarm(), metrics, workers);
        RecordSide records = new RecordSide(config, engine, recordings, reports, segmentView, custody, env.clock());
        RuleSide rules = new RuleSide(config, engine, recordings, reports, custody, ids, brought, env);
        JobRoutes jobs = new JobRoutes(
                new JobRequests(
                        engine.segments(),
                        engine.records(),
                        engine.jobs(),
                        reports,
                        viewing.wanted().wishes(),
                        custody,
                        env.clock(),
                        underway,
                        pipeline::wake),
                new JobsView(engine.segments(), engine.jobs(), underway),
                viewing.wanted().profiles());
        DisposalRoutes disposals = new DisposalRoutes(rules.keepings());
        AboutRoutes about = new AboutRoutes(trial);
        CustodyRoutes log = new CustodyRoutes(engine.ledger());
        ManagementRoutes management = new ManagementRoutes(metrics, health);
        DockSide docks = new DockSide(
                config,
                LetIn.keys(config),
                engine,
                recordings,
                custody,
                ids,
                env,
                workers,
                fixity.alarm(),
                brought,
                letIn.gate());
        boolean writable = engine.readOnlyReason().isEmpty();
        if (writable) {
            pipeline.start();
            fixity.start();
        }
        stops.push(fixity::close);
        // Last, after it was told to stop and its workers were ended: a step that runs still uses the engine.
        stops.push(pipeline::close);
        stops.push(media::close);
        stops.push(pipeline::stop);
        SpaceWatch space = SpaceWatch.start(engine, ingest::tend);
        stops.push(space::close);
        ExpiryWatch expiry = ExpiryWatch.start(engine, ingest, config.uploads().expiry(), metrics);
        stops.push(expiry::close);
        if (writable) {
            JoinWatch joins = JoinWatch.start(engine, ingest, admitting.budget(), metrics);
            stops.push(joins::close);
            DockingWatch dockings = DockingWatch.start(docks.counts(), engine, env.nanoTime());
            stops.push(dockings::close);
            stops.push(rules.watch());
        }
        LeftOver left = LeftOver.find(engine.uploads(), ingest);
        listeners = new Listeners(config.http(), admitting.arrivals(), env.nanoTime());
        stops.push(listeners::close);
        listeners.start(
                new Guard(trial),
                router -> {
                    Doors doors = letIn.doors(router, new Exchange.Terms(workers, heldBodies, minimumRate));
                    docks.mount(doors);
                    uploads.mount(doors);
                    segments.mount(doors);
                    records.mount(doors);
                    rules.mount(doors);
                    findings.mount(doors);
                    jobs.mount(doors);
                    viewing.mount(doors, finder, copies, pipeline::wake);
                    disposals.mount(doors);
                    log.mount(doors);
                    about.mount(doors);
                    letIn.mount(doors);
                },
                router -> management.mount(letIn.doors(router, new Exchange.Terms(managers, heldBodies, minimumRate))),
                Runtime.getRuntime().availableProcessors());
        listeners
                .tls()
                .ifPresent(tls -> stops.push(TlsWatch.start(
                        config.http().tls().orElseThrow(), tls, tlsStanding, listeners, metrics)::close));
        stops.push(() -> listeners.drain(config.http().drainTimeout()));
        stops.push(health::drain);
        health.started();
        if (writable) {
            workers.execute(left::settle);
        }
    }

    /**
     * Starts a server; it listens when this returns.
     *
     * @throws RuntimeException with a sentence for the operator, if it cannot start; nothing is left running then
     */
    public static Server start(ServerConfig config, Environment env) {
        Stops stops = new Stops();
        try {
            return new Server(stops, config, env);
        } catch (RuntimeException | Error e) {
            try {
                stops.run();
            } catch (RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private static ExecutorService pool(String name, int threads) {
        AtomicInteger count = new AtomicInteger();
        return Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    private static void stop(ExecutorService workers) {
        workers.shutdown();
        try {
            if (!workers.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("some work did not end within {} s", STOP_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Of the whole machine, or of the container; negative where Java does not tell. */
    private static double processorLoad() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getCpuLoad()
                : -1;
    }

    /** The port for clients, also where the configuration left it open. */
    public int port() {
        return listeners.port();
    }

    /** The port for operators. */
    public int managementPort() {
        return listeners.managementPort();
    }

    /** The secret that routes which decide something ask for; for the operator's eyes. */
    public String operatorToken() {
        return letIn.printedToken();
    }

    /** Whether that secret is what makes the first credentials: nobody else could. */
    public boolean founding() {
        return letIn.founding();
    }

    /** Drains and stops: no new uploads, running chunks finish, everything is closed. */
    @Override
    public void close() {
        stops.run();
    }
}
