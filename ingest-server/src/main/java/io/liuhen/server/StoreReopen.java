package io.liuhen.server;

import io.liuhen.server.wiring.Environment;
import io.liuhen.storage.Reopening;
import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.disk.StorageException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks a store that a failed sync has left read-only, and lets the next server write to it. */
@Command(
        name = "reopen",
        mixinStandardHelpOptions = true,
        description = {
            "Checks a store that a failed sync has left read-only; if nothing is found, the next server may write to it.",
            "Look at the disk and the kernel's log first."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:nothing was found; the store takes writes",
            "1:findings; the store stays read-only",
            "2:wrong options",
            "3:could not check: no store there, or a server has it"
        })
final class StoreReopen implements Callable<Integer> {
    private static final int FINE = 0;
    private static final int FINDINGS = 1;
    private static final int COULD_NOT_CHECK = 3;

    @Spec
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Folder of the store.")
    private Path data = Path.of("");

    @Option(
            names = "--despite-findings",
            description = "Reopens the store whatever is found; what is damaged stays so, and is answered as damaged.")
    private boolean despiteFindings;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (!Files.isDirectory(data)) {
            err.println("liuhen: there is no folder " + data);
            return COULD_NOT_CHECK;
        }
        Environment env = Environment.real();
        try {
            return told(Reopening.run(RealDisk.below(data), env.clock(), env.nanoTime(), despiteFindings), out);
        } catch (StorageException e) {
            err.println("liuhen: the store could not be checked: " + e.getMessage());
            return COULD_NOT_CHECK;
        } finally {
            out.flush();
        }
    }

    private static int told(Reopening.Report report, PrintWriter out) {
        if (report.note().isEmpty()) {
            out.println("The store is not read-only; there is nothing to reopen.");
            return FINE;
        }
        out.println("Read-only since " + report.note().get().since() + ": "
                + report.note().get().reason());
        out.println("Checked: disk, index, journal, ledger, " + report.uploads() + " open uploads, " + report.segments()
                + " segments that were sealed since an hour before.");
        report.findings().forEach(finding -> out.println("FOUND " + finding));
        out.println(
                report.reopened()
                        ? "The store is reopened: the next server may write to it."
                        : "The store stays read-only.");
        return report.reopened() || report.findings().isEmpty() ? FINE : FINDINGS;
    }
}
