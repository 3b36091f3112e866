package io.liuhen.server.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.config.DataSize;
import io.liuhen.server.config.HttpConfig;
import io.liuhen.server.config.MediaLaneConfig;
import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.config.UnitConfig;
import io.liuhen.server.wiring.Environment;
import io.liuhen.server.wiring.Server;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A real server on this machine: real disk, real clock, free ports that it keeps when it is started again. Without media
 * workers unless asked for, so that jobs on media wait and nothing else does.
 */
public final class TestServer implements AutoCloseable {
    private static final String RECEIVED = "liuhen_upload_received_bytes_total";

    private final Environment environment;
    private ServerConfig config;
    private Optional<Server> running = Optional.empty();

    private TestServer(ServerConfig config, Environment environment) {
        this.config = config;
        this.environment = environment;
        start();
    }

    /** A server that decodes no media. */
    public static TestServer in(Path folder) {
        return of(config(folder));
    }

    /** A server that makes posters and proxies. */
    public static TestServer withMediaIn(Path folder) {
        ServerConfig plain = config(folder);
        return of(new ServerConfig(plain.data(), plain.http(), plain.unit(), MediaLaneConfig.defaults()));
    }

    /** A server with this configuration. */
    public static TestServer of(ServerConfig config) {
        return new TestServer(config, Environment.real());
    }

    /** The same with a time of day that the test sets. */
    public static TestServer of(ServerConfig config, InstantSource clock) {
        Environment real = Environment.real();
        return new TestServer(config, new Environment(clock, real.nanoTime(), real.random()));
    }

    /** What {@link #in} starts with. */
    public static ServerConfig config(Path folder) {
        HttpConfig usual = HttpConfig.defaults();
        return new ServerConfig(
                folder,
                new HttpConfig("127.0.0.1", 0, 0, usual.maxUpload(), usual.idleTimeout(), Duration.ofSeconds(20)),
                UnitConfig.trial(),
                new MediaLaneConfig(0, MediaLaneConfig.defaults().memory()));
    }

    /** The same configuration with another patience for requests that run when the server stops. */
    public static ServerConfig withDrainTimeout(ServerConfig config, Duration drainTimeout) {
        HttpConfig http = config.http();
        return config.withHttp(new HttpConfig(
                http.listen(), http.port(), http.managementPort(), http.maxUpload(), http.idleTimeout(), drainTimeout));
    }

    /** The same configuration with another limit on uploads. */
    public static ServerConfig withMaxUpload(ServerConfig config, DataSize maxUpload) {
        HttpConfig http = config.http();
        return config.withHttp(new HttpConfig(
                http.listen(), http.port(), http.managementPort(), maxUpload, http.idleTimeout(), http.drainTimeout()));
    }

    /** Starts it, on the ports that it had before. */
    public void start() {
        Server server = Server.start(config, environment);
        running = Optional.of(server);
        HttpConfig http = config.http();
        config = config.withHttp(http.withPorts(server.port(), server.managementPort()));
    }

    /** Stops it as an operator would; what it has acknowledged stays in its folder. */
    public void stop() {
        Optional<Server> server = running;
        running = Optional.empty();
        server.ifPresent(Server::close);
    }

    /** Stops it and starts it again on the same folder and ports. */
    public void restart() {
        stop();
        start();
    }

    /** The folder of its store. */
    public Path folder() {
        return config.data();
    }

    /** The port for clients. */
    public int port() {
        return config.http().port();
    }

    /** The port for operators. */
    public int managementPort() {
        return config.http().managementPort();
    }

    /** An address below the port for clients. */
    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /** What the operator was shown at the last start. */
    public String operatorToken() {
        return running.orElseThrow().operatorToken();
    }

    /** A client of the port for clients. */
    public Http http() {
        return new Http(uri(""));
    }

    /** A client of the port for operators. */
    public Http operators() {
        return new Http(URI.create("http://127.0.0.1:" + managementPort()));
    }

    /** A client that uploads. */
    public Tus tus() {
        return new Tus(http());
    }

    /** A client that uploads as the IETF's draft says. */
    public Rufh rufh() {
        return new Rufh(http());
    }

    /** A bare connection to the port for clients. */
    public RawConnection connect() {
        return new RawConnection(port());
    }

    /** What the custody log says was done to or with something, oldest first. */
    public List<ObjectNode> custody(String subject) {
        List<ObjectNode> leaves = new ArrayList<>();
        http().get("/custody?subject=" + subject)
                .expect(200)
                .json()
                .path("entries")
                .forEach(entry -> leaves.add(entry.withObject("/leaf")));
        return leaves;
    }

    /** The first entry of the custody log about something that says this was done; waits for it. */
    public ObjectNode deed(String subject, String deed) {
        return Eventually.found(
                deed + " of " + subject,
                () -> custody(subject).stream()
                        .filter(leaf -> leaf.path("deed").asText().equals(deed))
                        .findFirst());
    }

    /** How often the custody log says that this was done to something. */
    public long deeds(String subject, String deed) {
        return custody(subject).stream()
                .filter(leaf -> leaf.path("deed").asText().equals(deed))
                .count();
    }

    /** The sum of a metric over all its labels. */
    public double metric(String name) {
        return operators()
                .get("/metrics")
                .expect(200)
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Does something that makes bytes of uploads arrive, and waits until all of them have. */
    public void untilReceived(long bytes, Runnable sending) {
        double before = metric(RECEIVED);
        sending.run();
        Eventually.holds(bytes + " bytes arrive", () -> metric(RECEIVED) >= before + bytes);
    }

    @Override
    public void close() {
        stop();
    }
}
