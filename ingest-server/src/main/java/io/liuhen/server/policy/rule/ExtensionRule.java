package io.liuhen.server.policy.rule;

import io.liuhen.server.policy.time.Span;

/** By how much a term may be extended once, and who approves it. */
public record ExtensionRule(Span by, String approver, Citation cite) {}
