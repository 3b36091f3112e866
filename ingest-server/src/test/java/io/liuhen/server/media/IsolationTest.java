package io.liuhen.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The walls around a worker are told by running against them: those that stand are found, and those that do not. */
class IsolationTest {
    private static WorkerCommand command;

    @TempDir
    private Path directory;

    @BeforeAll
    static void unpackDecoders() throws IOException {
        command = new WorkerCommand(Workbench.config());
        command.isolation();
    }

    @Test
    void aBareProcessIsFoundToReachEverything() throws IOException {
        Set<Wall> held = heldBy("nothing");
        for (Wall wall : List.of(Wall.LIMITS, Wall.NETWORK, Wall.PROCESSES, Wall.FILES)) {
            assertFalse(held.contains(wall), wall + " holds without anything that holds it");
        }
    }

    @Test
    void limitsAndPrivilegesNeedNoNamespaces() throws IOException {
        assertEquals(EnumSet.of(Wall.LIMITS, Wall.PRIVILEGES), heldBy("own limits"));
    }

    @Test
    void aNetworkOfItsOwnHoldsTheNetworkAndNotTheFiles() throws IOException {
        Set<Wall> held = heldBy("own network");
        assertEquals(EnumSet.of(Wall.LIMITS, Wall.PRIVILEGES, Wall.NETWORK), held);
    }

    @Test
    void aRootOfItsOwnHoldsAll() throws IOException {
        assertEquals(EnumSet.allOf(Wall.class), heldBy("own root"));
        assertEquals("own root", command.isolation().how());
        assertEquals(Isolation.Level.SEALED, command.isolation().level());
    }

    @Test
    void levelsGoUpWallByWall() {
        assertEquals(Isolation.Level.PROCESS, level());
        assertEquals(Isolation.Level.PROCESS, level(Wall.NETWORK, Wall.FILES));
        assertEquals(Isolation.Level.LIMITS, level(Wall.LIMITS, Wall.FILES));
        assertEquals(Isolation.Level.NETWORK, level(Wall.LIMITS, Wall.NETWORK, Wall.FILES, Wall.PRIVILEGES));
        assertEquals(Isolation.Level.SEALED, level(Wall.values()));
        Isolation middle = new Isolation(Set.of(Wall.LIMITS), "a test");
        assertTrue(middle.reaches(Isolation.Level.PROCESS));
        assertFalse(middle.reaches(Isolation.Level.NETWORK));
        assertEquals("limits (limits; a test)", middle.description());
    }

    @Test
    void aHostThatWallsInLessThanIsAskedForStartsNoWorker() throws IOException {
        assumeTrue(
                command.isolation().level() == Isolation.Level.SEALED,
                "not run: this host has no level to fall short of");
        // A JVM that says nothing of walls: every trial fails, and a bare process would be all.
        Path impostor = Files.writeString(directory.resolve("java"), "#!/bin/sh\nexit 0\n");
        assertTrue(impostor.toFile().setExecutable(true));
        MediaConfig usual = Workbench.config();
        MediaConfig config = new MediaConfig(
                usual.scratchDirectory(),
                impostor,
                usual.workerClassPath(),
                1,
                50,
                usual.limits(),
                usual.proxy(),
                usual.preview(),
                Isolation.Level.NETWORK);
        try (MediaWorkers workers = Workbench.workers(config)) {
            MediaOutcome<MediaFacts> outcome = workers.probe(Workbench.source(new byte[10]));
            assertEquals(LossCause.START_FAILED, Workbench.loss(outcome));
            assertTrue(outcome.toString().contains("less than the NETWORK that is asked for"), outcome.toString());
        }
    }

    /** What is written into the decoders' folder would be run by the next worker. */
    @Test
    void theDecodersAreUnpackedBeforeAnyWorkerIsWalledIn() throws IOException {
        try (Stream<Path> unpacked =
                Files.walk(Workbench.config().scratchDirectory().resolve("decoders"))) {
            assertTrue(unpacked.anyMatch(file -> file.getFileName().toString().startsWith("libavcodec.so")));
        }
    }

    private static Isolation.Level level(Wall... walls) {
        return new Isolation(Set.of(walls), "a test").level();
    }

    private static Set<Wall> heldBy(String way) throws IOException {
        List<Confinement.Way> ways = command.ways().stream()
                .filter(candidate -> candidate.name().equals(way))
                .toList();
        assumeTrue(!ways.isEmpty(), "not run: this host has no tools for " + way);
        Isolation found = command.tryOut(ways).isolation();
        assumeTrue(found.how().equals(way), "not run: this host does not allow " + way);
        return found.walls();
    }
}
