package io.liuhen.server.policy.rule;

/** Something that must be known of a recording at a stage. */
public record FieldRule(Stage stage, String field, Condition when, Citation cite) {}
