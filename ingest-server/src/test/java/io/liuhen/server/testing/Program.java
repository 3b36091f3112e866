package io.liuhen.server.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The server as operators start it: a process of its own, which can be signalled. */
public final class Program implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("listens on (http://[^ ]+)");
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final BufferedReader output;
    private final List<String> printed = new ArrayList<>();

    /** Starts it with these options. */
    public Program(String... options) {
        this(List.of(), options);
    }

    /** Starts it with these options, and Java with those. */
    public static Program withJavaOptions(List<String> javaOptions, String... options) {
        return new Program(javaOptions, options);
    }

    private Program(List<String> javaOptions, String... options) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(javaOptions);
        line.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dfile.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8",
                "-Dsun.stdout.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        line.addAll(List.of(options));
        try {
            process = new ProcessBuilder(line).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** A client of the address that it prints; waits for that. */
    public Http untilItListens() {
        for (String line = line(); line != null; line = line()) {
            Matcher address = ADDRESS.matcher(line);
            if (address.find()) {
                return new Http(URI.create(address.group(1)));
            }
        }
        throw new AssertionError("it ended without listening: " + printed);
    }

    private @Nullable String line() {
        try {
            String line = output.readLine();
            if (line != null) {
                printed.add(line);
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that it printed until it ended. */
    public String printed() {
        while (line() != null) {
            // reads on
        }
        return String.join("\n", printed);
    }

    /** Asks it to stop, as a supervisor does. */
    public void signal() {
        // Through its handle: the process itself would close the streams from which we still read.
        process.toHandle().destroy();
    }

    /** Its exit status, once it has ended. */
    public int exitStatus() {
        try {
            assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it does not end");
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Kills it and what it started, and waits until all are gone: whoever deletes its store finds it quiet. */
    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle one : all) {
            one.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        }
    }
}
