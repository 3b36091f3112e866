package io.liuhen.server.policy.rule;

import java.util.List;

/** What must be written down before an exemption counts (工作记录). */
public record WorkRecord(List<String> needs, Citation cite) {
    public WorkRecord {
        needs = List.copyOf(needs);
    }
}
