package io.liuhen.server.policy.rule;

/** A statement that people follow and the server shows, without counting anything from it. */
public record Duty(String id, Citation cite) {}
