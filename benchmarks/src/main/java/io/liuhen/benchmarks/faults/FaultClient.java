package io.liuhen.benchmarks.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Uploads to a server that fails, and says whether it keeps what it told.
 *
 * <pre>
 * FaultClient URL LEDGER SEED CLIENTS BYTES_PER_SECOND BYTES_MAX LENGTH_MAX
 * </pre>
 *
 * It uploads from the start on, and reads commands from its standard input. Each is answered by one line, which begins
 * with {@code fine}; with {@code silent}, where the server did not do what it should for too long; or, from the first
 * finding on, with {@code lost}. The end of the input ends it.
 *
 * <pre>
 * check          compares what is new, all open uploads, and a sample of the rest; nothing new is sent until the next
 *                await or finish
 * check all      compares everything
 * stop           the clients stop where they are, for good, and nothing new is noted
 * survey         compares everything of a store that was damaged, and counts what is the same, refused and different
 * await N        comes back when N more acknowledgements were heard
 * finish         ends every open upload, opens no more, and compares everything
 * status         what was acknowledged and answered so far
 * leaves FOLDER  compares all roots of the custody log that were told with its files; no server runs
 * </pre>
 */
public final class FaultClient {
    private static final Duration MORE_WITHIN = Duration.ofSeconds(30);
    private static final Duration FINISH_WITHIN = Duration.ofMinutes(2);

    private final Ledger ledger;
    private final Line line;
    private final Work work;
    private final Pace pace;
    private final Audit audit;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> clients = new ArrayList<>();

    FaultClient(Ledger ledger, Line line, Work work, Pace pace, Audit audit) {
        this.ledger = ledger;
        this.line = line;
        this.work = work;
        this.pace = pace;
        this.audit = audit;
    }

    /** See the class. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 7) {
            System.err.println("usage: FaultClient URL LEDGER SEED CLIENTS BYTES_PER_SECOND BYTES_MAX LENGTH_MAX");
            System.exit(2);
        }
        long seed = Long.parseLong(args[2]);
        Contents contents = new Contents(seed, Integer.parseInt(args[6]));
        try (Writer file = Files.newBufferedWriter(Path.of(args[1]))) {
            Ledger ledger = new Ledger(file);
            Line line = new Line(URI.create(args[0]));
            Work work = new Work(Long.parseLong(args[5]));
            Pace pace = new Pace(Long.parseLong(args[4]));
            FaultClient client =
                    new FaultClient(ledger, line, work, pace, new Audit(line, ledger, contents, new Random(seed)));
            for (int i = 0; i < Integer.parseInt(args[3]); i++) {
                client.start(new Uploader(work, line, ledger, pace, contents, seed + i));
            }
            client.obey(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), System.out);
        }
        System.exit(0);
    }

    void start(Uploader uploader) {
        clients.add(threads.submit(() -> {
            try {
                uploader.run();
            } catch (FindingException e) {
                ledger.finding(e.finding());
            } catch (RuntimeException e) {
                ledger.finding("a client broke: " + e);
            }
            return null;
        }));
    }

    /** Reads commands and answers them, until there are no more. */
    void obey(BufferedReader commands, PrintStream answers) throws IOException, InterruptedException {
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            answers.println(answer(command));
            answers.flush();
        }
        work.cancel();
        threads.shutdownNow();
    }

    private String answer(String command) throws IOException, InterruptedException {
        String said;
        try {
            said = "fine " + obey(command);
        } catch (SilentException e) {
            said = "silent " + e.complaint();
        } catch (FindingException e) {
            ledger.finding(e.finding());
            said = "";
        }
        List<String> findings = ledger.findings();
        return findings.isEmpty() ? said : "lost " + findings.size() + ": " + findings.get(0);
    }

    private String obey(String command) throws IOException, InterruptedException {
        if (command.startsWith("leaves ")) {
            return leaves(Path.of(command.substring("leaves ".length())));
        }
        if (command.startsWith("await ")) {
            return await(Long.parseLong(command.substring("await ".length())));
        }
        return switch (command) {
            case "check" -> compare(false);
            case "check all" -> compare(true);
            case "stop" -> stop();
            case "survey" -> audit.survey();
            case "finish" -> finish();
            case "status" ->
                "acknowledged " + ledger.acknowledgements() + " times, " + ledger.acknowledgedBytes()
                        + " bytes; answers " + line.counts();
            default -> throw new IllegalArgumentException("not a command: " + command);
        };
    }

    private String stop() throws InterruptedException {
        work.cancel();
        pace.release();
        awaitClients();
        ledger.close();
        return "stopped";
    }

    private String compare(boolean all) throws InterruptedException {
        pace.hold();
        return audit.compare(all);
    }

    private String await(long more) throws InterruptedException {
        pace.release();
        long wanted = ledger.acknowledgements() + more;
        long end = System.nanoTime() + MORE_WITHIN.toNanos();
        while (ledger.acknowledgements() < wanted) {
            if (System.nanoTime() > end) {
                throw new SilentException("nothing more is acknowledged; answers " + line.counts());
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return "acknowledged " + ledger.acknowledgements() + " times";
    }

    private String finish() throws InterruptedException {
        work.finish();
        pace.release();
        awaitClients();
        return audit.compare(true);
    }

    private void awaitClients() throws InterruptedException {
        long end = System.nanoTime() + FINISH_WITHIN.toNanos();
        for (Future<?> client : clients) {
            try {
                client.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                long open = ledger.uploads().stream()
                        .filter(upload -> !upload.sealed())
                        .count();
                throw new SilentException(open + " uploads did not go on to their end; answers " + line.counts());
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private String leaves(Path folder) throws IOException {
        long count = LeafLog.compare(folder, ledger.roots());
        return ledger.roots().size() + " roots of a custody log of " + count + " leaves";
    }
}
