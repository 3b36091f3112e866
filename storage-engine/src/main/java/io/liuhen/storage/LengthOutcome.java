package io.liuhen.storage;

import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.UploadRow;
import java.util.OptionalLong;

/** Whether an upload has the length that was told after its creation. */
public sealed interface LengthOutcome {
    /** It has, durably, and all of it is promised room. */
    record Declared(UploadRow upload) implements LengthOutcome {}

    /**
     * It has another length already, or more bytes have come than this length allows. Nothing has changed.
     *
     * @param declaredLengthBytes the length that stands; empty while there is none
     */
    record Contradicted(OptionalLong declaredLengthBytes, long durableOffsetBytes) implements LengthOutcome {}

    /** There is no open upload with this id. */
    record NotOpen() implements LengthOutcome {}

    /** The facts did not fit. Nothing has changed. */
    record Conflicted(Commit.Conflict conflict) implements LengthOutcome {}
}
