package io.liuhen.server.policy.pack;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands of this package. */
public final class PolicyCommands {
    static final int FINE = 0;
    static final int FINDINGS = 1;

    private PolicyCommands() {}

    /** Adds them to the program. */
    public static void addTo(CommandLine program, LongSupplier nanoTime) {
        CommandLine rules = new CommandLine(new RulesGroup());
        rules.addSubcommand(new RulesCheckCommand());
        rules.addSubcommand(new RulesListCommand());
        program.addSubcommand(rules);
        CommandLine calendar = new CommandLine(new CalendarGroup());
        calendar.addSubcommand(new CalendarImportCommand(nanoTime));
        program.addSubcommand(calendar);
    }

    /** A word that needs another one behind it. */
    private abstract static class Group implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Override
        public Integer call() {
            CommandLine line = Objects.requireNonNull(spec).commandLine();
            throw new ParameterException(
                    line, "which? " + String.join(", ", line.getSubcommands().keySet()));
        }
    }

    @Command(name = "rules", description = "Rule packs: regulations as data.", mixinStandardHelpOptions = true)
    private static final class RulesGroup extends Group {}

    @Command(name = "calendar", description = "Which days are worked.", mixinStandardHelpOptions = true)
    private static final class CalendarGroup extends Group {}
}
