package io.liuhen.server.offline;

import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands of this package and the groups that they stand in. */
public final class OfflineCommands {
    private OfflineCommands() {}

    /** Adds them to the program. */
    public static void addTo(CommandLine program, InstantSource clock, LongSupplier nanoTime, RandomGenerator random) {
        group(program, "access", new AccessGroup()).addSubcommand(new AccessGrantCommand(clock, nanoTime, random));
        group(program, "index", new IndexGroup()).addSubcommand(new IndexRebuildCommand(clock, nanoTime));
        group(program, "store", new StoreGroup()).addSubcommand(new StoreCheckCommand());
    }

    /** The group of this name, which another part of the program may have added. */
    private static CommandLine group(CommandLine program, String name, Object fresh) {
        CommandLine known = program.getSubcommands().get(name);
        if (known != null) {
            return known;
        }
        CommandLine group = new CommandLine(fresh);
        program.addSubcommand(group);
        return group;
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

    @Command(name = "access", description = "Who is let in.", mixinStandardHelpOptions = true)
    private static final class AccessGroup extends Group {}

    @Command(name = "index", description = "The store's index.", mixinStandardHelpOptions = true)
    private static final class IndexGroup extends Group {}

    @Command(name = "store", description = "A store as a whole.", mixinStandardHelpOptions = true)
    private static final class StoreGroup extends Group {}
}
