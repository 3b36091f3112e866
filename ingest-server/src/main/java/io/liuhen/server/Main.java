package io.liuhen.server;

import io.liuhen.server.config.ConfigFile;
import io.liuhen.server.config.HttpConfig;
import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.importing.ImportCommand;
import io.liuhen.server.offline.OfflineCommands;
import io.liuhen.server.policy.pack.PolicyCommands;
import io.liuhen.server.wiring.Environment;
import io.liuhen.server.wiring.Server;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts the server from the command line and stops it on a signal. */
@Command(
        name = "liuhen",
        mixinStandardHelpOptions = true,
        version = "liuhen 0.1.0",
        description = "Receives, keeps and proves media evidence.",
        subcommands = {StoreCommand.class, MediaCommand.class},
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:stopped as asked", "1:could not start or stop", "2:wrong options or configuration"})
public final class Main implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    @Spec
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "YAML file with the configuration.")
    private @Nullable Path configFile;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder of the store (default: liuhen-data).")
    private @Nullable Path data;

    @Option(names = "--listen", paramLabel = "ADDRESS", description = "Address to listen on (default: 127.0.0.1).")
    private @Nullable String listen;

    @Option(names = "--port", paramLabel = "N", description = "Port for clients; 0 takes a free one (default: 8080).")
    private @Nullable Integer port;

    @Option(
            names = "--management-port",
            paramLabel = "N",
            description = "Port for operators; 0 takes a free one (default: 8081).")
    private @Nullable Integer managementPort;

    @Option(names = "--credentials", description = "Serve nobody without credentials (default: a trial).")
    private boolean credentials;

    /** The program. */
    public static void main(String[] arguments) {
        CommandLine commands = new CommandLine(new Main());
        Environment world = Environment.real();
        OfflineCommands.addTo(commands, world.clock(), world.nanoTime(), world.random());
        commands.addSubcommand(new ImportCommand(world.clock(), world.nanoTime()));
        PolicyCommands.addTo(commands, world.nanoTime());
        commands.setParameterExceptionHandler((problem, given) -> {
            // The reason alone: below a page of options nobody would find it.
            PrintWriter err = commands.getErr();
            err.println("liuhen: " + problem.getMessage());
            err.println("See --help for the options.");
            return CommandLine.ExitCode.USAGE;
        });
        System.exit(commands.execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        ServerConfig config;
        try {
            config = config();
            if (!config.access().credentials()) {
                checkTrial(config.http());
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        Server server;
        try {
            server = Server.start(config, Environment.real());
        } catch (RuntimeException e) {
            LOG.error("the server could not start: {}", e.getMessage(), e);
            spec.commandLine().getErr().println("liuhen: the server could not start: " + e.getMessage());
            return 1;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "liuhen-stop"));
        greet(server, config);
        // Everything happens on other threads; the process ends through the shutdown hook.
        new CountDownLatch(1).await();
        return 0;
    }

    /** Runs on the signal: a clean stop is a success, whatever signal asked for it. */
    private static void stop(Server server) {
        try {
            server.close();
            LOG.info("stopped");
            Runtime.getRuntime().halt(0);
        } catch (RuntimeException e) {
            LOG.error("the server did not stop cleanly: {}", e.getMessage(), e);
            Runtime.getRuntime().halt(1);
        }
    }

    private ServerConfig config() {
        ServerConfig base = configFile == null ? ServerConfig.defaults() : ConfigFile.read(configFile);
        HttpConfig http = base.http();
        ServerConfig listening =
                base.withHttp(http.withListen(Optional.ofNullable(listen).orElse(http.listen()))
                        .withPorts(
                                Optional.ofNullable(port).orElse(http.port()),
                                Optional.ofNullable(managementPort).orElse(http.managementPort())));
        if (data != null && data.toString().isBlank()) {
            throw new IllegalArgumentException("--data names no folder; an unset variable, perhaps?");
        }
        ServerConfig asking =
                credentials ? listening.withAccess(listening.access().withCredentials()) : listening;
        return data == null ? asking : asking.withData(data);
    }

    /** A server without credentials is a trial, and a trial is for this machine only. */
    private static void checkTrial(HttpConfig http) {
        try {
            if (!InetAddress.getByName(http.listen()).isLoopbackAddress()) {
                throw new IllegalArgumentException("no credentials are configured, so this is a trial, which listens on"
                        + " loopback only; \"" + http.listen() + "\" is not loopback");
            }
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("\"" + http.listen() + "\" is no address of this machine", e);
        }
    }

    private void greet(Server server, ServerConfig config) {
        PrintWriter out = spec.commandLine().getOut();
        String host = config.http().listen().contains(":")
                ? "[" + config.http().listen() + "]"
                : config.http().listen();
        String address = (config.http().tls().isPresent() ? "https://" : "http://") + host + ":" + server.port();
        out.println("Liuhen 留痕 listens on " + address);
        out.println("  operators: http://" + host + ":" + server.managementPort() + "/readyz?verbose, /metrics");
        out.println("  store:     " + config.data().toAbsolutePath().normalize());
        if (!config.access().credentials()) {
            out.println("  This is a trial: no credentials, this machine only, what is stored is marked as trial.");
            out.println("  Routes that decide something need this token: " + server.operatorToken());
        } else if (server.founding()) {
            out.println("  Nobody can let anybody in yet. Make tokens for an operator and an approver with this one: "
                    + server.operatorToken());
        }
        out.println("Upload a file:");
        out.println("  curl -T FILE " + address + "/files/");
        out.flush();
    }
}
