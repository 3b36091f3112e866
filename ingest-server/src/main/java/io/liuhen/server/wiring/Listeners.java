package io.liuhen.server.wiring;

import io.liuhen.server.admission.Limits;
import io.liuhen.server.config.HttpConfig;
import io.liuhen.server.http.Arrivals;
import io.liuhen.server.http.Guard;
import io.liuhen.server.http.Problem;
import io.liuhen.server.http.Replies;
import io.liuhen.server.http.body.BodyTap;
import io.liuhen.server.http.body.JoinBudget;
import io.liuhen.server.http.head.BadHead;
import io.liuhen.server.http.head.FirstBytes;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.transport.Transport;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The two ports: several event loops share the one for clients, one serves operators. Thread-safe.
 */
final class Listeners {
    private static final int HEADER_BYTES_MAX = Limits.HEADER_BYTES;
    private static final int LINE_BYTES_MAX = Limits.LINE_BYTES;
    private static final int STREAM_WINDOW_BYTES = 64 << 10;
    private static final int STREAMS_MAX = 100;
    private static final int CONNECTION_WINDOW_BYTES = 16 << 20;
    private static final int BODY_PIECE_BYTES = 256 << 10;
    private static final long START_SECONDS = 30;

    private final Vertx vertx;
    private final HttpConfig config;
    private final Arrivals arrivals;
    private final Optional<TlsMaterial> tls;
    private final JoinBudget joinBudget = new JoinBudget(Limits.JOINED_BYTES);
    private List<HttpServer> clientServers = List.of();
    private int port;
    private volatile int managementPort;

    /**
     * Ports that nothing listens on yet.
     *
     * @param arrivals asked about each connection of a client
     * @param nanoTime time that only passes
     */
    Listeners(HttpConfig config, Arrivals arrivals, LongSupplier nanoTime) {
        this.config = config;
        this.arrivals = arrivals;
        this.tls = config.tls().map(TlsMaterial::read);
        this.vertx = Vertx.builder()
                .withTransport(new LongReads(
                        transport(),
                        BODY_PIECE_BYTES,
                        Runtime.getRuntime().availableProcessors(),
                        this::accepts,
                        () -> new FirstBytes(config.headTimeout(), headLimits(), nanoTime)))
                .build();
    }

    private static Http1ServerConfig headLimits() {
        return new Http1ServerConfig()
                .setMaxHeaderSize(HEADER_BYTES_MAX)
                .setMaxInitialLineLength(LINE_BYTES_MAX)
                // Bodies come in pieces of at most this size; each costs a write to the disk.
                .setMaxChunkSize(BODY_PIECE_BYTES);
    }

    /** Operators are let in whoever else is there. */
    private boolean accepts(Channel channel) {
        boolean operators =
                channel.localAddress() instanceof InetSocketAddress local && local.getPort() == managementPort;
        return operators || arrivals.accepts(channel);
    }

    /** The system's own, where there is one for it. */
    private static Transport transport() {
        Transport ofSystem = Transport.nativeTransport();
        return ofSystem != null && ofSystem.available() ? ofSystem : Transport.NIO;
    }

    /** Begins to listen; returns when it does. */
    void start(Guard guard, Consumer<Router> clients, Consumer<Router> operators, int eventLoops) {
        managementPort = serve(config.managementPort(), operators, guard, 1, options())
                .get(0)
                .actualPort();
        clientServers = serve(
                config.port(),
                router -> {
                    router.route().handler(arrivals::check);
                    clients.accept(router);
                },
                guard,
                eventLoops,
                clientOptions());
        port = clientServers.get(0).actualPort();
    }

    /** What connections of clients begin with, where they are encrypted. */
    Optional<TlsMaterial> tls() {
        return tls;
    }

    /** Has new connections of clients use another certificate. Blocks; fails where it cannot be used. */
    void renew(TlsMaterial material) {
        for (HttpServer server : clientServers) {
            await(server.updateSSLOptions(handshaken(material.options())), Duration.ofSeconds(START_SECONDS));
        }
    }

    /** A handshake has as much time as a head. */
    private ServerSSLOptions handshaken(ServerSSLOptions files) {
        return files.setSslHandshakeTimeout(config.headTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    }

    private HttpServerOptions clientOptions() {
        HttpServerOptions options = options();
        tls.ifPresent(material -> {
            options.setSsl(true).setUseAlpn(true).setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1));
            if (OpenSSLEngineOptions.isAvailable()) {
                // BoringSSL: a quarter of the processor time that the JDK's own takes.
                options.setSslEngineOptions(new OpenSSLEngineOptions());
            }
            ServerSSLOptions files = handshaken(material.options());
            options.setSslHandshakeTimeout(files.getSslHandshakeTimeout())
                    .setSslHandshakeTimeoutUnit(files.getSslHandshakeTimeoutUnit());
            options.setKeyCertOptions(files.getKeyCertOptions())
                    .setEnabledSecureTransportProtocols(files.getEnabledSecureTransportProtocols())
                    .setClientAuth(files.getClientAuth());
            files.getEnabledCipherSuites().forEach(options::addEnabledCipherSuite);
            Optional.ofNullable(files.getTrustOptions()).ifPresent(options::setTrustOptions);
        });
        return options;
    }

    private List<HttpServer> serve(
            int wantedPort, Consumer<Router> routes, Guard guard, int eventLoops, HttpServerOptions options) {
        // To Vert.x a negative port means: a free one, the same for all who name this number.
        int onPort = wantedPort == 0 && eventLoops > 1 ? -1 : wantedPort;
        List<HttpServer> servers = new CopyOnWriteArrayList<>();
        Future<String> deployed = vertx.deployVerticle(
                () -> new Listener(onPort, routes, guard, servers, options),
                new DeploymentOptions().setInstances(eventLoops));
        try {
            deployed.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(
                    "cannot listen on " + config.listen() + ":" + wantedPort + ": " + cause.getMessage(), e);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException("the server did not begin to listen", e);
        }
        return servers;
    }

    private final class Listener extends VerticleBase {
        private final HttpServerOptions options;
        private final int onPort;
        private final Consumer<Router> routes;
        private final Guard guard;
        private final List<HttpServer> servers;

        Listener(
                int onPort, Consumer<Router> routes, Guard guard, List<HttpServer> servers, HttpServerOptions options) {
            this.options = options;
            this.onPort = onPort;
            this.routes = routes;
            this.guard = guard;
            this.servers = servers;
        }

        @Override
        public Future<?> start() {
            Router router = Router.router(vertx);
            router.route().handler(guard::check);
            routes.accept(router);
            router.route().handler(routing -> {
                routing.request().pause();
                Replies.problem(routing.request(), Problem.notFound("such address"));
            });
            router.route().failureHandler(Listeners::failed);
            HttpServer server = vertx.createHttpServer(options)
                    .connectionHandler(connection -> BodyTap.install(connection, joinBudget))
                    .requestHandler(router)
                    .invalidRequestHandler(Listeners::invalid);
            servers.add(server);
            return server.listen(onPort, config.listen());
        }
    }

    /** What the router refuses by itself is the client's mistake; anything else is ours. */
    private static void failed(RoutingContext routing) {
        Throwable failure = routing.failure();
        if (routing.statusCode() == 404) {
            Replies.problem(routing.request(), Problem.notFound("such address"));
        } else if (routing.statusCode() == 400) {
            String reason = failure == null ? "the address is none" : String.valueOf(failure.getMessage());
            Replies.problem(routing.request(), Problem.badRequest("http", reason));
        } else {
            Replies.failure(
                    routing.request(),
                    failure == null ? new IllegalStateException("status " + routing.statusCode()) : failure);
        }
    }

    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setIdleTimeout(Math.toIntExact(config.idleTimeout().toSeconds()))
                // A stream gets more once its body is wanted; before that, all of them together bind little.
                .setInitialSettings(new Http2Settings()
                        .setInitialWindowSize(STREAM_WINDOW_BYTES)
                        .setMaxConcurrentStreams(STREAMS_MAX)
                        .setMaxHeaderListSize(HEADER_BYTES_MAX))
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES)
                .setHandle100ContinueAutomatically(false)
                .setCompressionSupported(false);
    }

    /** A request that could not be parsed. Its connection is closed: who knows where the next one would begin. */
    private static void invalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Problem problem = Problem.badRequest(
                "http",
                "the request is not valid HTTP: " + cause.getMessage()
                        + "; is there a line break in a header? base64 writes"
                        + " some unless it is called as base64 -w0");
        if (cause instanceof TooLongHttpHeaderException) {
            problem = Problem.never(
                    431,
                    "headers-too-large",
                    "The headers are too large",
                    "all headers together may have " + HEADER_BYTES_MAX + " bytes");
        } else if (cause instanceof BadHead bad) {
            problem = switch (bad.why()) {
                case FOLDED ->
                    Problem.badRequest("folded-header", "a header is one line; this one goes on in the next");
                case SLOW ->
                    Problem.never(
                            408, "head-too-slow", "The head came too slowly", "send the head of a request at once");
            };
        } else if (cause instanceof TooLongHttpLineException) {
            problem = Problem.never(
                    414, "address-too-long", "The address is too long", "it may have " + LINE_BYTES_MAX + " bytes");
        }
        request.response().putHeader("Connection", "close");
        Replies.problem(request, problem);
        request.connection().close();
    }

    int port() {
        return port;
    }

    int managementPort() {
        return managementPort;
    }

    /** Takes no new connections for clients, and lets requests that run come to their end within a time. */
    void drain(Duration timeout) {
        List<Future<Void>> drained = clientServers.stream()
                .map(server -> server.shutdown(timeout.toMillis(), TimeUnit.MILLISECONDS))
                .toList();
        await(Future.join(drained), timeout.plusSeconds(START_SECONDS));
    }

    /** Ends everything that listens. */
    void close() {
        await(vertx.close(), Duration.ofSeconds(START_SECONDS));
    }

    private static void await(Future<?> future, Duration timeout) {
        try {
            future.toCompletionStage().toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the listeners did not close", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
