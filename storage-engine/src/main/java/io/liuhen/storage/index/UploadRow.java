package io.liuhen.storage.index;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.SegmentId;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * An upload as the index knows it.
 *
 * @param epoch raised by each claim; a commit with an older one is refused
 * @param offsetBytes all bytes before this one are durable
 * @param declaredLengthBytes the length that was announced; empty while unknown
 * @param fileName the name that the original gets in the vault, made by the server from a safe alphabet
 * @param attributes what the engine's user recorded with the upload
 * @param lastCommitAt when bytes were last acknowledged; the creation's time before that
 */
public record UploadRow(
        SegmentId id,
        Phase phase,
        long epoch,
        long offsetBytes,
        OptionalLong declaredLengthBytes,
        String fileName,
        ObjectNode attributes,
        Instant createdAt,
        Instant lastCommitAt) {
    /** Where an upload is in its life. The code numbers are stored and never change. */
    public enum Phase {
        /** Takes bytes. */
        OPEN(1),
        /** Was ended with no byte to keep. */
        ENDED(2),
        /** Was open when the index was lost. It takes no bytes any more; those that came are kept for a person. */
        LOST(3);

        private final int code;

        Phase(int code) {
            this.code = code;
        }

        /** The stored number. */
        public int code() {
            return code;
        }
    }

    /** Names it and nothing more: attributes may be personal, and a row slips easily into a log. */
    @Override
    public String toString() {
        return "upload " + id;
    }

    /** An upload that starts now. */
    public static UploadRow opened(
            SegmentId id, OptionalLong declaredLengthBytes, String fileName, ObjectNode attributes, Instant at) {
        return new UploadRow(id, Phase.OPEN, 0, 0, declaredLengthBytes, fileName, attributes, at, at);
    }

    /** The same upload with a length that was told later, and what stands with it now. */
    public UploadRow withLength(long lengthBytes, ObjectNode newAttributes) {
        return new UploadRow(
                id,
                phase,
                epoch,
                offsetBytes,
                OptionalLong.of(lengthBytes),
                fileName,
                newAttributes,
                createdAt,
                lastCommitAt);
    }

    /** The same upload after a commit. */
    public UploadRow withOffset(long newOffsetBytes, Instant at) {
        return new UploadRow(
                id, phase, epoch, newOffsetBytes, declaredLengthBytes, fileName, attributes, createdAt, at);
    }

    /** Whether everything that was announced is durable. */
    public boolean received() {
        return declaredLengthBytes.isPresent() && declaredLengthBytes.getAsLong() == offsetBytes;
    }
}
