package io.liuhen.server.policy.rule;

/** Where a statement stands (such as {@code JE-25}), and its original words; pieces that were left out are marked with …. */
public record Citation(String article, String words) {}
