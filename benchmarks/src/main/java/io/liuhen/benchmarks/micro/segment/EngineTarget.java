package io.liuhen.benchmarks.micro.segment;

import io.liuhen.storage.Append;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.CommitOutcome;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Facts;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The engine, fed as the server feeds it: an append for each chunk, buffers handed over while earlier ones are still
 * under way, and a pause between a high and a low mark.
 */
public final class EngineTarget implements Target {
    private static final int LOW_BYTES = 256 << 10;

    private static final int FILL_CHUNK_BYTES = 8 << 20;

    private final Store store;
    private final Payload payload;
    private final Deque<CompletionStage<Boolean>> underWay = new ArrayDeque<>();
    private Optional<SegmentId> upload = Optional.empty();
    private long offsetBytes;

    /** An engine of its own in this folder, which is emptied first. */
    public EngineTarget(Path folder, Payload payload) {
        this.store = Store.open(folder);
        this.payload = payload;
    }

    Store store() {
        return store;
    }

    @Override
    public void begin() {
        begun();
    }

    /** Begins a new upload and says which. */
    SegmentId begun() {
        end();
        SegmentId id = store.create();
        upload = Optional.of(id);
        offsetBytes = 0;
        return id;
    }

    @Override
    public void chunk(int chunkBytes) {
        Append append = open();
        write(append, chunkBytes);
        commit(append);
        Store.get(append.close());
    }

    /** Begins to append at the end of what was written. */
    public Append open() {
        AppendOutcome outcome = Store.get(store.engine().uploads().append(upload.orElseThrow(), offsetBytes));
        if (outcome instanceof AppendOutcome.Opened opened) {
            return opened.append();
        }
        throw new IllegalStateException("the engine does not take the chunk: " + outcome);
    }

    /** Sends bytes; returns when the engine has written them. */
    public void write(Append append, int count) {
        long end = offsetBytes + count;
        int most = Math.max(1, Payload.RING_BYTES / payload.bufferBytes());
        int few = Math.min(most - 1, LOW_BYTES / payload.bufferBytes());
        while (offsetBytes < end) {
            ByteBuffer buffer = payload.at(offsetBytes);
            buffer.limit((int) Math.min(buffer.limit(), end - offsetBytes));
            offsetBytes += buffer.remaining();
            underWay.add(append.write(buffer));
            if (underWay.size() >= most) {
                awaitUntil(few);
            }
        }
        awaitUntil(0);
    }

    /** Waits for the newest of those that must be done; the older ones are, then. */
    private void awaitUntil(int left) {
        while (underWay.size() > left + 1) {
            underWay.remove();
        }
        if (underWay.size() > left && !Store.get(underWay.remove())) {
            throw new IllegalStateException("the append was overtaken");
        }
    }

    /** Commits what was written. */
    public void commit(Append append) {
        if (!(Store.get(append.commit()) instanceof CommitOutcome.Committed committed)
                || committed.offsetBytes() != offsetBytes) {
            throw new IllegalStateException("the commit was refused");
        }
    }

    /** Forgets what was written and not committed. */
    public void discard(Append append, int count) {
        Store.get(append.discard());
        offsetBytes -= count;
    }

    /** Begins an upload and brings it to this length, all committed. */
    public void fill(long lengthBytes) {
        begin();
        for (long left = lengthBytes; left > 0; left -= FILL_CHUNK_BYTES) {
            chunk((int) Math.min(left, FILL_CHUNK_BYTES));
        }
    }

    /** Brings a new upload to this length, and returns what seals it; others may be begun before that. */
    public Runnable filled(long lengthBytes) {
        fill(lengthBytes);
        SegmentId id = upload.orElseThrow();
        long length = offsetBytes;
        upload = Optional.empty();
        return () -> store.seal(id, length);
    }

    /** Seals what was committed. */
    public void seal() {
        store.seal(upload.orElseThrow(), offsetBytes);
        upload = Optional.empty();
    }

    /** Deletes the originals in the vault, behind the engine's back: for their space alone. */
    public void deleteSealed() {
        store.deleteOriginals();
    }

    @Override
    public void end() {
        upload.ifPresent(id -> Store.get(store.engine().uploads().drop(id, Facts.none())));
        upload = Optional.empty();
    }

    @Override
    public void close() {
        store.close();
    }
}
