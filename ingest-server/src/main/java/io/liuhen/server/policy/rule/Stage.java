package io.liuhen.server.policy.rule;

/** When something must be known of a recording, or of an act. */
public enum Stage {
    /** With the recording (同时记录). */
    RECORDING,
    /** Before it counts as stored. */
    STORING,
    /** Before it is archived (归档). */
    ARCHIVING,
    /** Of the act itself, whether it is recorded or not. */
    ACT
}
