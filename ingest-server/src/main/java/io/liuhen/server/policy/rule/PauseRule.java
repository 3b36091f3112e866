package io.liuhen.server.policy.rule;

/** A reason for which a term stands still. */
public record PauseRule(String reason, Citation cite) {}
