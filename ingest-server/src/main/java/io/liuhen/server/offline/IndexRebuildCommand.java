package io.liuhen.server.offline;

import io.liuhen.storage.IndexRebuild;
import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.rebuild.RebuildReport;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code liuhen index rebuild}. */
@Command(
        name = "rebuild",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the index of a store again from its files, beside the one that is there, and puts it in its place."
                    + " The former index is kept. No server may have the store. May be killed and begun again."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:done",
            "1:done, and there is something that a person must look at",
            "2:wrong options",
            "3:not done; the former index is where it was"
        })
final class IndexRebuildCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(IndexRebuildCommand.class);

    private final InstantSource clock;
    private final LongSupplier nanoTime;

    @Spec
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Folder of the store.")
    private @Nullable Path data;

    IndexRebuildCommand(InstantSource clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        Path folder = Objects.requireNonNull(data);
        try {
            if (!Files.isDirectory(folder)) {
                err.println("liuhen: there is no folder " + folder);
                return ExitCodes.COULD_NOT;
            }
            RebuildReport report = new IndexRebuild(
                            RealDisk.below(folder), new RecordMeaning(clock.instant()), clock, nanoTime, step -> {
                                err.println(step);
                                err.flush();
                            })
                    .run();
            tell(report, spec.commandLine().getOut());
            return report.findingCount() == 0 ? ExitCodes.FINE : ExitCodes.FINDINGS;
        } catch (RuntimeException | Error e) {
            LOG.error("the index could not be made again: {}", e.getMessage(), e);
            err.println("liuhen: the index could not be made again: " + e.getMessage());
            return ExitCodes.COULD_NOT;
        }
    }

    private static void tell(RebuildReport report, PrintWriter out) {
        report.findings().forEach(finding -> out.println("finding: " + finding));
        if (report.findingCount() > report.findings().size()) {
            out.println("findings: " + report.findingCount() + ", of which these are the first");
        }
        report.sealsFinished().forEach(id -> out.println("a seal that was under way is finished: " + id));
        report.lostUploads()
                .forEach(id ->
                        out.println("was open, takes no bytes any more; what came is kept: staging/" + id + ".part"));
        if (report.disposed() > 0) {
            out.println("of " + report.disposed()
                    + " segments that were disposed of there are files; the next start deletes them");
        }
        out.println("the index is made again: " + report.segments() + " segments, " + report.entries()
                + " entries of the custody log, root " + report.root());
        if (!report.formerIndex().isEmpty()) {
            out.println("the former index is kept as " + report.formerIndex());
        }
        out.flush();
    }
}
