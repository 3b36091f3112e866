package io.liuhen.server.importing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code liuhen import}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Carries all files of a folder into a running server: announces them, sends them, and asks at the end whether"
                    + " any is missing. Nothing in the folder is changed. After an interruption, run it again: what is on"
                    + " the server is not sent twice.",
            "What became of each file is printed; how far it is goes to standard error."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:every file is stored",
            "1:some are not",
            "2:wrong options",
            "3:the folder cannot be read, or the server not be asked"
        })
public final class ImportCommand implements Callable<Integer> {
    private static final int FINE = 0;
    private static final int SOME_MISSING = 1;
    private static final int COULD_NOT = 3;
    private static final int AT_ONCE_MAX = 16;
    private static final long MEBIBYTE = 1 << 20;
    private static final String NO_ADDRESS = "--server is an address such as http://127.0.0.1:8080";

    private final InstantSource clock;
    private final LongSupplier nanoTime;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIRECTORY", description = "The folder.")
    private @Nullable Path folder;

    @Option(
            names = "--server",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "The server (default: ${DEFAULT-VALUE}).")
    private @Nullable String server;

    @Option(names = "--device", paramLabel = "NAME", required = true, description = "Which recorder made the files.")
    private @Nullable String device;

    @Option(names = "--dock", paramLabel = "NAME", description = "Which dock collected them.")
    private @Nullable String dock;

    @Option(names = "--token-file", paramLabel = "FILE", description = "File with the token to show.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--at-once",
            paramLabel = "N",
            defaultValue = "2",
            description = "Files under way beside each other (default: ${DEFAULT-VALUE}).")
    private int atOnce;

    @Option(
            names = "--chunk",
            paramLabel = "MIB",
            defaultValue = "8",
            description = "MiB in one request (default: ${DEFAULT-VALUE}).")
    private int chunkMebibytes;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "How long a file may get no further (default: ${DEFAULT-VALUE}).")
    private int patienceSeconds;

    public ImportCommand(InstantSource clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    @Override
    public Integer call() throws InterruptedException {
        Path from = Objects.requireNonNull(folder);
        if (!Files.isDirectory(from)) {
            throw wrong("DIRECTORY: there is no folder " + from);
        }
        if (atOnce < 1 || atOnce > AT_ONCE_MAX || chunkMebibytes < 1) {
            throw wrong("--at-once is a number from 1 to " + AT_ONCE_MAX + ", --chunk at least 1");
        }
        URI address = address();
        if (tokenFile != null && address.getScheme().equals("http") && !stays(address)) {
            throw wrong("--token-file: anybody on the line to " + address + " could read the token; use https");
        }
        PrintWriter err = spec.commandLine().getErr();
        try {
            SourceFile.Folder found = SourceFile.below(from);
            found.passedOver().forEach(name -> err.println("passed over: " + name + " is no file of its own"));
            Remote remote = new Remote(address, token());
            Listing listing = new Listing(remote, TimeUnit.SECONDS.toNanos(patienceSeconds), nanoTime);
            listing.announce(announcement(), found.files());
            boolean all = carryAll(remote, found.files(), listing);
            return missing(listing) == 0 && all ? FINE : SOME_MISSING;
        } catch (Listing.RefusedException e) {
            err.println("liuhen: " + e.getMessage());
        } catch (IOException e) {
            err.println("liuhen: " + Trouble.of(e, address));
        }
        return COULD_NOT;
    }

    /** Whether what is sent there stays on this machine. */
    private static boolean stays(URI address) {
        try {
            return InetAddress.getByName(address.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }

    private URI address() {
        try {
            URI address = new URI(Objects.requireNonNull(server));
            if (address.getHost() != null && List.of("http", "https").contains(address.getScheme())) {
                return address;
            }
        } catch (URISyntaxException e) {
            throw new ParameterException(spec.commandLine(), NO_ADDRESS, e);
        }
        throw wrong(NO_ADDRESS);
    }

    private Optional<String> token() throws IOException {
        return tokenFile == null
                ? Optional.empty()
                : Optional.of(Files.readString(tokenFile).strip());
    }

    /** Without the files. */
    private ObjectNode announcement() {
        ObjectNode json = CanonicalJson.object()
                .put("device", device)
                .put("dockedAt", clock.instant().atOffset(ZoneOffset.UTC).toString());
        if (dock != null) {
            json.put("dock", dock);
        }
        return json;
    }

    private boolean carryAll(Remote remote, List<SourceFile> files, Listing listing)
            throws IOException, InterruptedException, Listing.RefusedException {
        Map<String, String> aboutAll = new LinkedHashMap<>();
        aboutAll.put("device", Objects.requireNonNull(device));
        if (dock != null) {
            aboutAll.put("dock", dock);
        }
        long bytes = files.stream().mapToLong(SourceFile::lengthBytes).sum();
        Progress progress =
                new Progress(spec.commandLine().getOut(), spec.commandLine().getErr(), nanoTime, files.size(), bytes);
        Carrier carrier = new Carrier(
                remote,
                aboutAll,
                chunkMebibytes * MEBIBYTE,
                TimeUnit.SECONDS.toNanos(patienceSeconds),
                nanoTime,
                progress,
                listing.known());
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        try {
            List<Future<Boolean>> carrying = new ArrayList<>();
            files.forEach(file -> carrying.add(threads.submit(() -> carrier.carry(file))));
            boolean all = true;
            for (Future<Boolean> one : carrying) {
                all &= one.get();
            }
            Set<String> missing = new HashSet<>(listing.missing());
            for (SourceFile file : files) {
                if (missing.contains(file.name())) {
                    carrier.claim(file);
                }
            }
            return all;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a file could not be carried", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /** How many files the server still misses. */
    private int missing(Listing listing) throws IOException, InterruptedException, Listing.RefusedException {
        PrintWriter err = spec.commandLine().getErr();
        List<String> names = listing.missing();
        names.forEach(name -> err.println("missing: " + name));
        String count = names.isEmpty() ? "Everything is stored" : names.size() + " files are missing";
        err.println(count + "; see " + listing.address());
        return names.size();
    }
}
