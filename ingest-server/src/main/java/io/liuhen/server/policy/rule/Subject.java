package io.liuhen.server.policy.rule;

/** What a term or a gate is about. */
public enum Subject {
    RECORDING,
    CASE,
    /** A legal review (法制审核) of a decision. */
    REVIEW,
    DECISION
}
