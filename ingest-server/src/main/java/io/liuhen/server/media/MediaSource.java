package io.liuhen.server.media;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bytes of one recording, as the worker may read them: by position, nothing else. No name and no path travels with
 * them, so whatever runs in the child cannot ask for another file.
 *
 * <p>During a job it is read by one thread of {@link MediaWorkers}, not by the caller's. A read that outlives the job's
 * time is interrupted and abandoned: the source must then be safe to close from the caller's thread.
 */
public interface MediaSource {

    /** The whole length, which does not change during a job. */
    long sizeBytes();

    /**
     * Fills the target as far as it likes, as {@link java.nio.channels.FileChannel#read(ByteBuffer, long)} does.
     *
     * @return the number of bytes read, or -1 when the position is at or beyond the end
     */
    int read(ByteBuffer target, long positionBytes) throws IOException;
}
