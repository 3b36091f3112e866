package io.liuhen.server.ingest;

import io.liuhen.storage.Append;
import io.liuhen.storage.CommitOutcome;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.UploadRow;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A file that is joined from its parts, turn by turn: copies their bytes, in their order, to the end of its own. Each turn
 * begins at the file's durable offset, and ends with what it has copied being durable. Used by one thread at a time.
 */
final class Join {
    private static final long COMMIT_EVERY_BYTES = 32L << 20;

    private final EngineAccess engine;
    private volatile JobRow lease;

    /** The part that the bytes at the durable offset come from, and where that begins in the file. */
    private int part;

    private long partBeginBytes;
    private long offsetBytes;
    private long lengthBytes;
    private volatile long leftBytes;

    /** @param lease the job that asks for it */
    Join(EngineAccess engine, JobRow lease) {
        this.engine = engine;
        this.lease = lease;
    }

    SegmentId file() {
        return lease.key().subject();
    }

    JobRow lease() {
        return lease;
    }

    /** It was handed out once more, since the lease had ended. */
    void leased(JobRow fresh) {
        lease = fresh;
    }

    /** What is to be copied yet, as far as that is known. */
    long leftBytes() {
        return leftBytes;
    }

    /** When a turn must end, and when its next block may be copied. */
    interface Turn {
        /** Whether the server is going down: nothing more is done, and nothing made durable. */
        boolean stopping();

        /** Whether others are to go on before more is copied. */
        boolean over();

        /** Waits until a block may be copied; false where the server is going down. */
        boolean room();

        /** So much was copied. */
        void copied(int bytes);
    }

    /** Copies until the turn is over; whether all bytes are there then, and durable. */
    boolean copy(UploadRow upload, List<SegmentId> parts, Append append, Turn turn) {
        begin(upload);
        long uncommitted = 0;
        while (part < parts.size()) {
            try (PartSource source = PartSource.of(parts.get(part), engine)) {
                long end = partBeginBytes + source.lengthBytes();
                while (offsetBytes < end) {
                    if (turn.stopping()) {
                        return false;
                    }
                    if (turn.over()) {
                        commit(append);
                        return false;
                    }
                    if (!turn.room()) {
                        return false;
                    }
                    int count = write(source.view(offsetBytes - partBeginBytes), append);
                    turn.copied(count);
                    offsetBytes += count;
                    leftBytes = lengthBytes - offsetBytes;
                    uncommitted += count;
                    if (uncommitted >= COMMIT_EVERY_BYTES) {
                        commit(append);
                        uncommitted = 0;
                    }
                }
                partBeginBytes = end;
                part++;
            }
        }
        commit(append);
        return true;
    }

    private void begin(UploadRow upload) {
        if (offsetBytes != upload.offsetBytes()) {
            // The last turn was cut off, or there was none: the parts before are passed over by their lengths.
            part = 0;
            partBeginBytes = 0;
            offsetBytes = upload.offsetBytes();
        }
        lengthBytes = upload.declaredLengthBytes().orElse(offsetBytes);
        leftBytes = lengthBytes - offsetBytes;
    }

    private static int write(ByteBuffer bytes, Append append) {
        int count = bytes.remaining();
        if (!get(append.write(bytes))) {
            throw overtaken();
        }
        return count;
    }

    private static void commit(Append append) {
        if (!(get(append.commit()) instanceof CommitOutcome.Committed)) {
            throw overtaken();
        }
    }

    private static StorageException overtaken() {
        return new StorageException(Category.IO, "somebody else has taken the file over");
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
