package io.liuhen.storage;

import io.liuhen.storage.index.UploadRow;

/** Whether an upload can go on. */
public sealed interface AppendOutcome {
    /** It can; bytes go to {@code append}. */
    record Opened(Append append, UploadRow upload) implements AppendOutcome {}

    /** The caller believes in another offset than the durable one. Nothing has changed. */
    record WrongOffset(long durableOffsetBytes) implements AppendOutcome {}

    /** There is no open upload with this id: it is unknown, sealed or ended. */
    record NotOpen() implements AppendOutcome {}
}
