package io.liuhen.server.policy.pack;

import io.liuhen.server.policy.time.CalendarYear;
import io.liuhen.storage.disk.StorageException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code liuhen calendar import}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Takes the State Council's arrangement for one year (放假、调休) into a store, in place of what was known of that"
                    + " year. The file names year, papers and days; those of NateScarlet/holiday-cn have this form."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:taken",
            "1:the file has findings, and nothing was changed",
            "2:wrong options, or a file that cannot be read or written"
        })
final class CalendarImportCommand implements Callable<Integer> {
    private final LongSupplier nanoTime;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "The year, in JSON or YAML.")
    private @Nullable Path file;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Folder of the store.")
    private @Nullable Path data;

    CalendarImportCommand(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            CalendarYear year = CalendarReader.year(CalendarFolder.text(Objects.requireNonNull(file)));
            if (!year.announced()) {
                out.println("papers: is empty; a year that has not been announced need not be imported");
                out.flush();
                return PolicyCommands.FINDINGS;
            }
            Path kept =
                    CalendarFolder.of(Objects.requireNonNull(data), nanoTime).keep(year);
            out.println(year.year() + ": " + year.days().size() + " days that do not follow the week, kept in " + kept);
            out.flush();
            return PolicyCommands.FINE;
        } catch (InvalidPackException e) {
            e.findings().forEach(out::println);
            out.println(e.findings().size() + " findings; nothing was changed");
            out.flush();
            return PolicyCommands.FINDINGS;
        } catch (UncheckedIOException | StorageException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
