package io.liuhen.server.policy.rule;

/** One thing that a spot check asks. */
public record Question(String text, Citation cite) {}
