package io.liuhen.server.offline;

import io.liuhen.server.access.Role;
import io.liuhen.server.access.credential.Registry;
import io.liuhen.server.access.credential.Tokens;
import io.liuhen.server.access.credential.Tokens.Granted;
import io.liuhen.server.config.ConfigFile;
import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.records.Terms;
import io.liuhen.storage.EngineConfig;
import io.liuhen.storage.StorageEngine;
import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.IdGenerator;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code liuhen access grant}: the way back in when the last operator's or approver's token has ended. Whoever can run it
 * can read the store's files anyway; the custody log tells that it was run, by whom and why.
 */
@Command(
        name = "grant",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a token for an operator or an approver when nobody is left who could. No server may have the store.",
            "An entry of the custody log tells who made it and why."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:done; the token is printed", "2:wrong options", "3:not done"})
final class AccessGrantCommand implements Callable<Integer> {
    private static final Set<Role> ROLES = Set.of(Role.OPERATOR, Role.APPROVER);
    private static final Duration LIFE = Duration.ofDays(30);

    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;

    @Spec
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", required = true, description = "The server's configuration.")
    private @Nullable Path configFile;

    @Option(names = "--role", paramLabel = "ROLE", required = true, description = "operator or approver.")
    private String role = "";

    @Option(names = "--holder", paramLabel = "NAME", required = true, description = "Who will have it.")
    private String holder = "";

    @Option(names = "--by", paramLabel = "NAME", required = true, description = "Who makes it.")
    private String by = "";

    @Option(names = "--why", paramLabel = "TEXT", required = true, description = "Why, for the record.")
    private String why = "";

    AccessGrantCommand(InstantSource clock, LongSupplier nanoTime, RandomGenerator random) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.random = random;
    }

    @Override
    public Integer call() {
        Role named = Role.named(role)
                .filter(ROLES::contains)
                .orElseThrow(() -> new ParameterException(spec.commandLine(), "--role is operator or approver"));
        if (holder.isBlank() || by.isBlank() || why.isBlank()) {
            throw new ParameterException(spec.commandLine(), "--holder, --by and --why are texts");
        }
        PrintWriter err = spec.commandLine().getErr();
        try {
            ServerConfig config = ConfigFile.read(Objects.requireNonNull(configFile));
            if (!Files.isDirectory(config.data())) {
                err.println("liuhen: there is no store in " + config.data());
                return ExitCodes.COULD_NOT;
            }
            try (StorageEngine engine = StorageEngine.open(
                    EngineConfig.defaults(), RealDisk.below(config.data()), clock, nanoTime, SyncObserver.none())) {
                tell(granted(engine, config.unit().id(), named));
            }
            return ExitCodes.FINE;
        } catch (RuntimeException e) {
            err.println("liuhen: no token was made: " + e.getMessage());
            return ExitCodes.COULD_NOT;
        }
    }

    private Granted granted(StorageEngine engine, String unit, Role named) {
        IdGenerator ids = new IdGenerator(clock, random);
        Custody custody = new Custody(unit, clock, ids);
        Tokens tokens = new Tokens(new Registry(engine.records(), new Terms(unit), custody, clock), ids, clock);
        return tokens.grant(
                holder, named, unit, Optional.empty(), clock.instant().plus(LIFE), why, new Actor("offline", by, ""));
    }

    private void tell(Granted granted) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(granted.text());
        out.println("It counts until " + granted.token().expiresAt() + "; the custody log tells that it was made.");
        out.flush();
    }
}
