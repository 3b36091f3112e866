package io.liuhen.storage;

/** What became of the bytes of one append. */
public sealed interface CommitOutcome {
    /** All bytes before this offset are durable. */
    record Committed(long offsetBytes) implements CommitOutcome {}

    /** Another append has taken the upload over; what it did not find committed is gone. */
    record Overtaken() implements CommitOutcome {}
}
