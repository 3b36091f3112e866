package io.liuhen.server.policy.rule;

import java.util.List;

/** A written record: one of these kinds must be in the case when the condition holds. */
public record DocumentRule(String stage, List<String> oneOf, Condition when, Citation cite) {
    public DocumentRule {
        oneOf = List.copyOf(oneOf);
    }
}
