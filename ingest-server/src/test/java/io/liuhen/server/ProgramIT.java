package io.liuhen.server;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.Http;
import io.liuhen.server.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program: what it prints, and how it ends. */
final class ProgramIT {
    @TempDir
    private Path folder;

    private Program start(String... options) {
        String[] all = Arrays.copyOf(
                new String[] {"--data", folder.toString(), "--port", "0", "--management-port", "0"},
                6 + options.length);
        System.arraycopy(options, 0, all, 6, options.length);
        return new Program(all);
    }

    /** "Prints its addresses and a command that uploads a file, and stops cleanly on SIGTERM." */
    @Test
    void itSaysWhereItListensAndStopsCleanlyOnASignal() {
        try (Program program = start()) {
            Http http = program.untilItListens();
            http.put("/files/clip.mp4", bytes(1000, 1)).expect(201);
            program.signal();
            assertEquals(0, program.exitStatus(), "a stop that was asked for is a success");
            String printed = program.printed();
            assertTrue(printed.contains("curl -T FILE http://127.0.0.1:"), printed);
            assertTrue(printed.contains("/readyz?verbose"), printed);
            assertTrue(printed.contains("This is a trial"), printed);
        }
    }

    @Test
    void aTrialDoesNotListenElsewhere() {
        try (Program program = start("--listen", "0.0.0.0")) {
            assertEquals(2, program.exitStatus());
            String printed = program.printed();
            assertTrue(printed.contains("loopback"), printed);
        }
    }

    @Test
    void aConfigurationThatMakesNoSenseIsRefusedWithASentence() throws Exception {
        Path file = Files.writeString(folder.resolve("liuhen.yaml"), "prot: 8080\n");
        try (Program program = start("--config", file.toString())) {
            assertEquals(2, program.exitStatus());
            String printed = program.printed();
            assertTrue(printed.contains("did you mean \"port\""), printed);
            assertTrue(!printed.contains("\tat "), "a sentence, no stack trace: " + printed);
        }
    }

    @Test
    void aSecondServerOnTheSameStoreEndsAndSaysWhy() {
        try (Program first = start()) {
            first.untilItListens().put("/files/clip.mp4", bytes(10, 3)).expect(201);
            try (Program second = start()) {
                assertEquals(1, second.exitStatus());
                assertTrue(second.printed().contains("the server could not start"));
            }
        }
    }
}
