package io.liuhen.server.policy.rule;

/** When something must be known of a recording. */
public enum Stage {
    /** With the recording (同时记录). */
    RECORDING,
    /** Before it counts as stored. */
    STORING,
    /** Before it is archived (归档). */
    ARCHIVING
}
