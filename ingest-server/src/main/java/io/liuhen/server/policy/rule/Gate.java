package io.liuhen.server.policy.rule;

/** What must have happened before something else may. */
public record Gate(String id, Subject subject, String who, Event before, Event needs, Condition when, Citation cite) {}
