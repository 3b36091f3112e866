package io.liuhen.server.offline;

import io.liuhen.storage.StoreInspection;
import io.liuhen.storage.check.CheckSummary;
import io.liuhen.storage.disk.RealFolderView;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code liuhen store check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Checks everything in a store against everything else, and changes nothing. No server may have the store."
                    + " Findings are printed as they are met, progress goes to standard error."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all is well",
            "1:there are findings",
            "2:wrong options",
            "3:not everything could be checked, whatever else was found"
        })
final class StoreCheckCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(StoreCheckCommand.class);

    @Spec
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Folder of the store.")
    private @Nullable Path data;

    @Option(names = "--quick", description = "Leave the content of originals and of open uploads unread.")
    private boolean quick;

    @Option(names = "--json", description = "One JSON object per line instead of text.")
    private boolean json;

    @Override
    public Integer call() {
        Path folder = Objects.requireNonNull(data);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Printing printing = new Printing(json, out, err);
        try {
            CheckSummary summary = StoreInspection.run(RealFolderView.below(folder), quick, printing);
            printing.summary(summary);
        } catch (RuntimeException | Error e) {
            LOG.error("the store could not be checked: {}", e.getMessage(), e);
            printing.unable(folder.toString(), String.valueOf(e.getMessage()));
        }
        // What nobody could read was not told.
        if (out.checkError() || printing.unables() > 0) {
            return ExitCodes.COULD_NOT;
        }
        return printing.findings() > 0 ? ExitCodes.FINDINGS : ExitCodes.FINE;
    }
}
