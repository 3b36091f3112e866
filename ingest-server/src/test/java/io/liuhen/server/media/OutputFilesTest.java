package io.liuhen.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A worker can write the files that were asked for, within their limit, and nothing else. */
class OutputFilesTest {
    private static final long LIMIT_BYTES = 1000;

    @TempDir
    private Path parent;

    private JobDirectory directory;
    private OutputFiles files;

    @BeforeEach
    void open() throws IOException {
        directory = JobDirectory.createIn(parent);
        files = new OutputFiles(directory.path(), Set.of(Derivative.PROXY, Derivative.WAVEFORM), LIMIT_BYTES);
    }

    @AfterEach
    void close() throws IOException {
        files.close();
        directory.close();
        try (var left = Files.list(parent)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void whatIsWrittenStandsWhereItWasPutAndCanBeReadBack() throws Exception {
        files.begin(Derivative.PROXY);
        files.write(Derivative.PROXY, 0, bytes("hello world"));
        files.write(Derivative.PROXY, 6, bytes("there"));
        ByteBuffer back = ByteBuffer.allocate(20);
        files.read(Derivative.PROXY, 3, back);
        assertEquals("lo there", StandardCharsets.US_ASCII.decode(back.flip()).toString());
        assertEquals("hello there", Files.readString(files.finished(Derivative.PROXY)));
    }

    @Test
    void aFileThatIsBegunAnewForgetsWhatStoodThere() throws Exception {
        files.begin(Derivative.PROXY);
        files.write(Derivative.PROXY, 0, bytes("a first attempt"));
        files.begin(Derivative.PROXY);
        files.write(Derivative.PROXY, 0, bytes("second"));
        assertEquals("second", Files.readString(files.finished(Derivative.PROXY)));
    }

    @Test
    void whatWasNotAskedForIsNotWritten() {
        assertGarbled(() -> files.begin(Derivative.POSTER));
        assertGarbled(() -> files.write(Derivative.POSTER, 0, bytes("x")));
        assertGarbled(() -> Outputs.NONE.begin(Derivative.PROXY));
        assertFalse(Files.exists(directory.path().resolve("poster.jpg")));
    }

    @Test
    void aFileThatWasNotBegunHasNoBytes() {
        assertGarbled(() -> files.write(Derivative.PROXY, 0, bytes("x")));
        assertGarbled(() -> files.read(Derivative.PROXY, 0, ByteBuffer.allocate(1)));
        assertRejected(() -> files.finished(Derivative.PROXY));
    }

    @Test
    void negativePlacesAndPlacesBeyondTheLimitAreGarbage() throws Exception {
        files.begin(Derivative.PROXY);
        files.write(Derivative.PROXY, 0, bytes("x"));
        assertGarbled(() -> files.write(Derivative.PROXY, -1, bytes("x")));
        assertGarbled(() -> files.write(Derivative.PROXY, Long.MAX_VALUE, bytes("x")));
        assertGarbled(() -> files.read(Derivative.PROXY, -1, ByteBuffer.allocate(1)));
        assertEquals("x", Files.readString(files.finished(Derivative.PROXY)));
    }

    @Test
    void anEmptyFileAndOneBeyondItsLimitAreRejected() throws Exception {
        files.begin(Derivative.PROXY);
        assertRejected(() -> files.finished(Derivative.PROXY));
        files.write(Derivative.PROXY, 0, ByteBuffer.wrap(new byte[(int) LIMIT_BYTES + 1]));
        assertRejected(() -> files.finished(Derivative.PROXY));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void assertGarbled(Executable use) {
        assertThrows(Wire.GarbledException.class, use);
    }

    private static void assertRejected(Executable use) {
        LostException lost = assertThrows(LostException.class, use);
        assertEquals(LossCause.OUTPUT_REJECTED, lost.lossCause);
    }
}
