package io.liuhen.server.policy.rule;

/** A point that a recording of such an act shows (重点内容); a required one is asked for, another is offered. */
public record Bookmark(String mark, boolean required, Condition when, Citation cite) {}
