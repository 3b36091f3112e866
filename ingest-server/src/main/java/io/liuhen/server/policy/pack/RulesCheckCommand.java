package io.liuhen.server.policy.pack;

import io.liuhen.server.policy.rule.RulePack;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code liuhen rules check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Checks a rule pack, and says everything that is wrong with it: where, what, and what to do.",
            "With --texts it also looks whether the words that the pack cites stand in the article that it names."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:the pack is right", "1:there are findings", "2:wrong options, or a file that cannot be read"
        })
final class RulesCheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "The pack, in YAML or JSON.")
    private @Nullable Path file;

    @Option(names = "--texts", paramLabel = "DIR", description = "Folder with the texts that the pack names.")
    private @Nullable Path texts;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        RulePack pack;
        List<Finding> findings;
        try {
            pack = PackReader.read(CalendarFolder.text(Objects.requireNonNull(file)));
            findings = texts == null ? List.of() : TextCheck.findings(pack, this::text);
        } catch (InvalidPackException e) {
            return print(out, e.findings());
        } catch (UncheckedIOException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        if (!findings.isEmpty()) {
            return print(out, findings);
        }
        out.println(pack.code() + " " + pack.version() + ", " + pack.title() + ": "
                + Citations.of(pack).size() + " statements, " + pack.readings().size() + " readings, no findings");
        out.flush();
        return PolicyCommands.FINE;
    }

    private Optional<String> text(String name) {
        Path text = Objects.requireNonNull(texts).resolve(name);
        return Files.exists(text) ? Optional.of(CalendarFolder.text(text)) : Optional.empty();
    }

    private static int print(PrintWriter out, List<Finding> findings) {
        findings.forEach(out::println);
        out.println(findings.size() + " findings");
        out.flush();
        return PolicyCommands.FINDINGS;
    }
}
