package io.liuhen.benchmarks.load;

import io.liuhen.benchmarks.micro.segment.Store;
import io.liuhen.storage.Append;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.CommitOutcome;
import io.liuhen.storage.format.SegmentId;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Hands what a loop reads to the engine: what is left of the server without Vert.x. As much may be under way as the server
 * lets one upload have. Confined to one thread.
 */
public final class EngineSink implements LoopServer.Sink {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int BUFFERS = 16;

    private final Store store;
    private final SegmentId id;
    private final ByteBuffer ring = ByteBuffer.allocateDirect(BUFFERS * BUFFER_BYTES);
    private final CompletionStage<?>[] underWay = new CompletionStage<?>[BUFFERS];
    private Optional<Append> append = Optional.empty();
    private long offsetBytes;
    private long committedBytes;
    private int next;

    /** A new upload of an engine. */
    public EngineSink(Store store) {
        this.store = store;
        this.id = store.create();
        for (int i = 0; i < BUFFERS; i++) {
            underWay[i] = CompletableFuture.completedFuture(true);
        }
    }

    @Override
    public ByteBuffer buffer() {
        Store.get(underWay[next]);
        return ring.slice(next * BUFFER_BYTES, BUFFER_BYTES);
    }

    @Override
    public void take(ByteBuffer bytes) {
        offsetBytes += bytes.remaining();
        underWay[next] = opened().write(bytes);
        next = (next + 1) % BUFFERS;
    }

    private Append opened() {
        if (append.isEmpty()) {
            if (!(Store.get(store.engine().uploads().append(id, committedBytes))
                    instanceof AppendOutcome.Opened open)) {
                throw new IllegalStateException("the engine does not take the chunk");
            }
            append = Optional.of(open.append());
        }
        return append.get();
    }

    @Override
    public void commit() {
        Append open = opened();
        if (!(Store.get(open.commit()) instanceof CommitOutcome.Committed outcome)
                || outcome.offsetBytes() != offsetBytes) {
            throw new IllegalStateException("the commit was refused");
        }
        committedBytes = offsetBytes;
        Store.get(open.close());
        append = Optional.empty();
    }

    @Override
    public String finish() {
        return store.seal(id, offsetBytes).sha256().toString();
    }
}
