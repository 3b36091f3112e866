package io.liuhen.benchmarks.load;

import io.liuhen.server.config.HttpConfig;
import io.liuhen.server.config.MediaLaneConfig;
import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.config.UnitConfig;
import io.liuhen.server.wiring.Environment;
import io.liuhen.server.wiring.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** This server, in this process, on a free port, without media workers. */
public final class RealServer implements AutoCloseable {
    private final Path folder;
    private final Server server;

    /** A server on an empty folder. */
    public RealServer(Path folder) {
        this.folder = folder;
        HttpConfig usual = HttpConfig.defaults();
        this.server = Server.start(
                new ServerConfig(
                        folder,
                        new HttpConfig(
                                "127.0.0.1", 0, 0, usual.maxUpload(), usual.idleTimeout(), Duration.ofSeconds(20)),
                        UnitConfig.trial(),
                        new MediaLaneConfig(0, MediaLaneConfig.defaults().memory())),
                Environment.real());
    }

    /** The port for clients. */
    public int port() {
        return server.port();
    }

    /** Deletes the originals behind the server's back, for their space and their pages alone. */
    public void deleteOriginals() {
        try (Stream<Path> found = Files.walk(folder.resolve("vault"))) {
            List<Path> originals = found.filter(
                            path -> String.valueOf(path.getFileName()).startsWith("original"))
                    .toList();
            for (Path original : originals) {
                Files.delete(original);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
