package io.liuhen.server.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How the server listens.
 *
 * @param listen the address of both ports
 * @param port for recorders, docks and people; 0 takes a free one
 * @param managementPort for operators' tools; 0 takes a free one
 * @param maxUpload the longest upload that is accepted
 * @param idleTimeout a connection on which nothing moves for this long is closed
 * @param drainTimeout how long requests that run may take to finish when the server stops
 * @param interim whether clients that ask for it are told of their upload while they still send (104); some proxies
 *     cannot pass that on
 * @param headTimeout how long the head of a request, or a TLS handshake, may take from its first byte to its last
 * @param tls how clients' connections are encrypted; empty where they are not
 */
public record HttpConfig(
        String listen,
        int port,
        int managementPort,
        DataSize maxUpload,
        Duration idleTimeout,
        Duration drainTimeout,
        boolean interim,
        Duration headTimeout,
        Optional<TlsConfig> tls) {
    private static final int PORT_MAX = 65_535;
    private static final Duration TIMEOUT_MAX = Duration.ofDays(1);
    private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration HEAD_TIMEOUT_MAX = Duration.ofHours(1);

    /** Refuses what cannot be listened on. */
    public HttpConfig {
        if (port < 0 || port > PORT_MAX || managementPort < 0 || managementPort > PORT_MAX) {
            throw new IllegalArgumentException("port and managementPort are numbers from 0 to " + PORT_MAX);
        }
        if (port != 0 && port == managementPort) {
            throw new IllegalArgumentException("port and managementPort must differ; both are " + port);
        }
        // Whole seconds are what connections are watched with: less would be no limit at all.
        if (idleTimeout.compareTo(Duration.ofSeconds(1)) < 0 || idleTimeout.compareTo(TIMEOUT_MAX) > 0) {
            throw new IllegalArgumentException("idleTimeout is a time from 1s to 24h");
        }
        if (drainTimeout.isNegative() || drainTimeout.compareTo(TIMEOUT_MAX) > 0) {
            throw new IllegalArgumentException("drainTimeout is a time from 0s to 24h");
        }
        if (headTimeout.compareTo(Duration.ofMillis(100)) < 0 || headTimeout.compareTo(HEAD_TIMEOUT_MAX) > 0) {
            throw new IllegalArgumentException("http.headTimeout is a time from 100ms to 1h");
        }
    }

    /** One without a proxy before it. */
    public HttpConfig(
            String listen,
            int port,
            int managementPort,
            DataSize maxUpload,
            Duration idleTimeout,
            Duration drainTimeout) {
        this(listen, port, managementPort, maxUpload, idleTimeout, drainTimeout, true, HEAD_TIMEOUT, Optional.empty());
    }

    /** The same on other ports. */
    public HttpConfig withPorts(int clients, int operators) {
        return new HttpConfig(
                listen, clients, operators, maxUpload, idleTimeout, drainTimeout, interim, headTimeout, tls);
    }

    /** The same with or without interim answers. */
    public HttpConfig withInterim(boolean sent) {
        return new HttpConfig(
                listen, port, managementPort, maxUpload, idleTimeout, drainTimeout, sent, headTimeout, tls);
    }

    /** The same with another patience for heads. */
    public HttpConfig withHeadTimeout(Duration time) {
        return new HttpConfig(listen, port, managementPort, maxUpload, idleTimeout, drainTimeout, interim, time, tls);
    }

    /** The same with connections encrypted. */
    public HttpConfig withTls(TlsConfig files) {
        return new HttpConfig(
                listen,
                port,
                managementPort,
                maxUpload,
                idleTimeout,
                drainTimeout,
                interim,
                headTimeout,
                Optional.of(files));
    }

    /** The same at another address. */
    public HttpConfig withListen(String address) {
        return new HttpConfig(
                address, port, managementPort, maxUpload, idleTimeout, drainTimeout, interim, headTimeout, tls);
    }

    /** What fits a trial on one machine. */
    public static HttpConfig defaults() {
        return new HttpConfig(
                "127.0.0.1", 8080, 8081, DataSize.mebibytes(1L << 20), Duration.ofSeconds(60), Duration.ofSeconds(30));
    }
}
