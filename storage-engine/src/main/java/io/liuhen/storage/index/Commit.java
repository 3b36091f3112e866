package io.liuhen.storage.index;

import java.util.Optional;

/** What became of a change. Only {@link Done} has changed anything. */
public sealed interface Commit {
    /**
     * The change is durable.
     *
     * @param journal its record for the journal files, where it holds documents; to be written there before the change
     *     is acknowledged
     */
    record Done(Optional<JournalRecord> journal) implements Commit {}

    /** The writer's epoch is not the newest, or the upload is not open any more. */
    record Fenced() implements Commit {}

    /**
     * A document is at another version than was expected; or a segment that the facts rely on is none any more, which is
     * told as the kind {@link Facts#SEGMENT} at version 0.
     */
    record Conflict(DocumentKey key, int currentVersion) implements Commit {}
}
