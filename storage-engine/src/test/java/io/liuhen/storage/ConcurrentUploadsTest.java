package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.get;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.format.SegmentId;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many clients at once, some of them at the same upload, and room for fewer uploads than there are. */
final class ConcurrentUploadsTest {
    private static final int LENGTH = 60_000;
    private static final int CLIENTS = 4;

    @TempDir
    private Path folder;

    @Test
    void clientsThatOvertakeEachOtherAllTheTimeCompleteTheirUploads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try (TestStore store = new TestStore(folder, new EngineConfig(3, 2))) {
            List<SegmentId> ids = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                ids.add(store.create(OptionalLong.of(LENGTH)));
            }
            List<Future<?>> running = new ArrayList<>();
            for (int c = 0; c < CLIENTS; c++) {
                Client client = new Client(store, ids, TestStore.SEED + c);
                running.add(threads.submit(client::run));
            }
            for (Future<?> each : running) {
                each.get();
            }
            for (int i = 0; i < ids.size(); i++) {
                assertInstanceOf(Uploads.SealOutcome.Sealed.class, store.seal(ids.get(i), LENGTH));
                assertArrayEquals(content(i), store.read(ids.get(i)), "seed " + TestStore.SEED);
            }
        } finally {
            threads.shutdown();
        }
    }

    private static byte[] content(int upload) {
        return bytes(LENGTH, upload);
    }

    /** Sends whatever is missing of any upload, until nothing is. */
    private static final class Client {
        private final TestStore store;
        private final List<SegmentId> ids;
        private final Random random;

        Client(TestStore store, List<SegmentId> ids, long seed) {
            this.store = store;
            this.ids = ids;
            this.random = new Random(seed);
        }

        void run() {
            List<Integer> unfinished = new ArrayList<>();
            for (int i = 0; i < ids.size(); i++) {
                unfinished.add(i);
            }
            while (!unfinished.isEmpty()) {
                Integer upload = unfinished.get(random.nextInt(unfinished.size()));
                long offset = get(store.engine().uploads().find(ids.get(upload)))
                        .orElseThrow()
                        .offsetBytes();
                assertTrue(offset <= LENGTH);
                if (offset == LENGTH) {
                    unfinished.removeIf(upload::equals);
                } else {
                    send(upload, (int) offset);
                }
            }
        }

        private void send(int upload, int offset) {
            AppendOutcome outcome = get(store.engine().uploads().append(ids.get(upload), offset));
            if (!(outcome instanceof AppendOutcome.Opened opened)) {
                assertInstanceOf(AppendOutcome.WrongOffset.class, outcome);
                return;
            }
            byte[] content = content(upload);
            int end = offset;
            boolean live = true;
            for (int i = 0; live && i < 1 + random.nextInt(4) && end < LENGTH; i++) {
                int next = Math.min(LENGTH, end + 1 + random.nextInt(4000));
                live = get(opened.append().write(ByteBuffer.wrap(Arrays.copyOfRange(content, end, next))));
                end = next;
            }
            int sent = end;
            CommitOutcome committed = get(opened.append().commit());
            if (committed instanceof CommitOutcome.Committed done) {
                assertEquals(sent, done.offsetBytes());
            } else {
                // Overtaken: what the other found committed is ours as far as it had come.
                assertInstanceOf(CommitOutcome.Overtaken.class, committed);
            }
            get(opened.append().close());
        }
    }
}
