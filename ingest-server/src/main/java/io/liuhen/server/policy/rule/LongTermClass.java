package io.liuhen.server.policy.rule;

/** A class of recordings that is kept without an end. */
public record LongTermClass(String code, String title, Citation cite) {}
