package io.liuhen.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.space.Allotment;
import java.util.OptionalLong;

/** The length of an upload that was opened without one. On the upload's lane. */
final class LateLength {
    private LateLength() {}

    static LengthOutcome declare(
            EngineParts parts, ClaimedUpload state, long lengthBytes, ObjectNode attributes, Facts facts) {
        UploadRow row = state.row();
        OptionalLong known = row.declaredLengthBytes();
        long receivedBytes = state.digests().lengthBytes();
        if (known.orElse(lengthBytes) != lengthBytes || lengthBytes < receivedBytes) {
            return new LengthOutcome.Contradicted(known, state.committedBytes());
        }
        if (known.isPresent()) {
            return new LengthOutcome.Declared(row);
        }
        Commit commit = record(parts, row, receivedBytes, lengthBytes, attributes, facts);
        if (commit instanceof Commit.Conflict conflict) {
            return new LengthOutcome.Conflicted(conflict);
        }
        state.declared(row.withLength(lengthBytes, attributes));
        return new LengthOutcome.Declared(state.row());
    }

    /** Room for all that is missing comes first: who is told that the length was taken is not refused it later. */
    private static Commit record(
            EngineParts parts,
            UploadRow row,
            long receivedBytes,
            long lengthBytes,
            ObjectNode attributes,
            Facts facts) {
        Allotment room = parts.space().of(row.id());
        room.declare(OptionalLong.of(lengthBytes), receivedBytes);
        Commit commit = new Commit.Fenced();
        try {
            commit = parts.index().uploads().declareLength(row.id(), row.epoch(), lengthBytes, attributes, facts);
            return parts.committer().finish(commit);
        } finally {
            if (!(commit instanceof Commit.Done)) {
                room.declare(OptionalLong.empty(), receivedBytes);
            }
        }
    }
}
