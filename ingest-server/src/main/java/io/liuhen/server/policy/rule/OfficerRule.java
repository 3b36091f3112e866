package io.liuhen.server.policy.rule;

import java.util.List;
import java.util.OptionalInt;

/** How many officers take part in such acts; without a number, how many there were is to be recorded. */
public record OfficerRule(Condition when, OptionalInt minimum, List<String> recorded, Citation cite) {
    public OfficerRule {
        recorded = List.copyOf(recorded);
    }
}
