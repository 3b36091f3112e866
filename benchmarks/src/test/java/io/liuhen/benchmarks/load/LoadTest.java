package io.liuhen.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A load that believed everything would measure how fast a server can forget. */
final class LoadTest {
    @TempDir
    private Path folder;

    private final AtomicInteger files = new AtomicInteger();

    private PlainSink sink() {
        return new PlainSink(folder.resolve(String.valueOf(files.incrementAndGet())));
    }

    private static void loadAndCheck(Supplier<LoopServer.Sink> sinks) throws IOException {
        try (LoopServer server = new LoopServer(sinks);
                Load load = new Load(server.port())) {
            load.connect();
            load.upload();
            load.check(false);
        }
    }

    @Test
    void whatArrivedAsItWasSentIsBelieved() throws IOException {
        loadAndCheck(this::sink);
        assertEquals(4, files.get());
    }

    @Test
    void oneBitThatArrivedOtherwiseIsFound() {
        assertThrows(IllegalStateException.class, () -> loadAndCheck(() -> new Flipping(sink())));
    }

    /** Changes a bit far inside. */
    private static final class Flipping implements LoopServer.Sink {
        private static final int SOMEWHERE = 300;

        private final LoopServer.Sink sink;
        private int taken;

        Flipping(LoopServer.Sink sink) {
            this.sink = sink;
        }

        @Override
        public ByteBuffer buffer() {
            return sink.buffer();
        }

        @Override
        public void take(ByteBuffer bytes) {
            if (taken++ == SOMEWHERE) {
                bytes.put(bytes.limit() - 1, (byte) (bytes.get(bytes.limit() - 1) ^ 1));
            }
            sink.take(bytes);
        }

        @Override
        public void commit() {
            sink.commit();
        }

        @Override
        public String finish() {
            return sink.finish();
        }
    }

    @Test
    void aFileOfNoiseIsTheSameHoweverItIsCutAndUnlikeAnyOther() throws IOException {
        Noise noise = new Noise();
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        noise.write(7, 0, 3_000_000, whole);
        ByteArrayOutputStream cut = new ByteArrayOutputStream();
        for (int position = 0; position < 3_000_000; position += 3) {
            noise.write(7, position, 3, cut);
        }
        assertEquals(hex(whole), hex(cut));
        assertEquals(hex(whole), noise.sha256(7, 3_000_000));
        assertNotEquals(noise.sha256(8, 3_000_000), noise.sha256(7, 3_000_000));
    }

    private static String hex(ByteArrayOutputStream bytes) {
        return HexFormat.of().formatHex(Noise.newDigest().digest(bytes.toByteArray()));
    }
}
