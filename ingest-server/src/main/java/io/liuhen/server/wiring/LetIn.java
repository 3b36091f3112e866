package io.liuhen.server.wiring;

import io.liuhen.server.access.Access;
import io.liuhen.server.access.Belongings;
import io.liuhen.server.access.UnitTree;
import io.liuhen.server.access.credential.Failures;
import io.liuhen.server.access.credential.Invitations;
import io.liuhen.server.access.credential.Machines;
import io.liuhen.server.access.credential.OperatorToken;
import io.liuhen.server.access.credential.Registry;
import io.liuhen.server.access.credential.Tokens;
import io.liuhen.server.access.signature.Nonces;
import io.liuhen.server.config.AccessConfig;
import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.http.Exchange;
import io.liuhen.server.http.credential.MachineRoutes;
import io.liuhen.server.http.credential.TokenRoutes;
import io.liuhen.server.http.door.Callers;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.http.door.Gate;
import io.liuhen.server.http.door.Lines;
import io.liuhen.server.keys.WrappingKey;
import io.liuhen.server.records.Terms;
import io.liuhen.storage.StorageEngine;
import io.liuhen.storage.format.IdGenerator;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.time.Duration;

/** Everything that lets somebody in: credentials, who calls, and the doors. Thread-safe. */
final class LetIn {
    private static final String KEYS = "keys";

    /** Longer than a recorder thinks between two requests; what it had from an older answer costs it one more. */
    private static final Duration NONCE_LIFE = Duration.ofMinutes(5);

    /** 4 MiB; a server that gives out 100,000 in a second uses them all in a nonce's life. */
    private static final int NONCES_MAX = 1 << 25;

    private static final int ADDRESS_BURST = 50;
    private static final Duration ADDRESS_REFILL = Duration.ofSeconds(1);
    private static final int CREDENTIAL_BURST = 10;
    private static final Duration CREDENTIAL_REFILL = Duration.ofSeconds(5);
    private static final int CODE_BURST = 5;
    private static final Duration CODE_REFILL = Duration.ofSeconds(10);

    private final OperatorToken printed;
    private final Callers callers;
    private final Gate gate;
    private final MachineRoutes machineRoutes;
    private final TokenRoutes tokenRoutes;

    LetIn(
            ServerConfig config,
            StorageEngine engine,
            Custody custody,
            IdGenerator ids,
            Environment env,
            Belongings belongings) {
        AccessConfig access = config.access();
        String unit = config.unit().id();
        printed = OperatorToken.fresh(env.random());
        WrappingKey wrapping = new WrappingKey(keys(config), env.nanoTime(), env.random());
        Registry registry = new Registry(engine.records(), new Terms(unit), custody, env.clock());
        Machines machines = new Machines(registry, wrapping, ids, env.clock(), access.keyOverlap());
        Tokens tokens = new Tokens(registry, ids, env.clock());
        Lines lines = new Lines();
        callers = new Callers(
                !access.credentials(),
                unit,
                printed,
                machines,
                tokens,
                new Nonces(env.nanoTime(), env.random(), NONCE_LIFE, NONCES_MAX),
                new Failures(env.nanoTime(), ADDRESS_BURST, ADDRESS_REFILL),
                new Failures(env.nanoTime(), CREDENTIAL_BURST, CREDENTIAL_REFILL));
        gate = new Gate(new Access(new UnitTree(access.units())), callers, belongings, lines, unit);
        machineRoutes = new MachineRoutes(
                machines,
                new Invitations(env.nanoTime(), env.random(), access.codeLife()),
                registry,
                new Failures(env.nanoTime(), CODE_BURST, CODE_REFILL),
                gate,
                lines,
                unit,
                access.codeLife());
        tokenRoutes = new TokenRoutes(tokens, gate, lines, unit, env.clock());
    }

    /** The folder of the server's own keys. */
    static Path keys(ServerConfig config) {
        return config.access().keys().orElseGet(() -> config.data().resolve(KEYS));
    }

    /** Asked by those who learn only later what a request is about. */
    Gate gate() {
        return gate;
    }

    /** The doors of a port. */
    Doors doors(Router router, Exchange.Terms terms) {
        return new Doors(router, gate, terms);
    }

    /** Opens the doors to what lets others in. */
    void mount(Doors doors) {
        machineRoutes.mount(doors);
        tokenRoutes.mount(doors);
    }

    /** The secret that the server prints. */
    String printedToken() {
        return printed.reveal();
    }

    /** Whether that secret makes the first credentials. */
    boolean founding() {
        return callers.founding();
    }
}
