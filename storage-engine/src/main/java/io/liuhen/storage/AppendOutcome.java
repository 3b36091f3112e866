package io.liuhen.storage;

import io.liuhen.storage.index.UploadRow;

/** Whether an upload can go on. */
public sealed interface AppendOutcome {
    /**
     * It can; bytes go to {@code append}.
     *
     * @param upload as it was when it was claimed
     * @param claimedAnew whether the engine had to pick it up again, after a restart or a long rest
     */
    record Opened(Append append, UploadRow upload, boolean claimedAnew) implements AppendOutcome {}

    /** The caller believes in another offset than the durable one. Nothing has changed. */
    record WrongOffset(long durableOffsetBytes) implements AppendOutcome {}

    /** There is no open upload with this id: it is unknown, sealed or ended; or it is not for this caller. */
    record NotOpen() implements AppendOutcome {}
}
