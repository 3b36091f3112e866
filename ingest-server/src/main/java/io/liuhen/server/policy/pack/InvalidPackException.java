package io.liuhen.server.policy.pack;

import java.util.List;
import java.util.stream.Collectors;

/** A file that is no pack or calendar, with everything that is wrong with it. */
public final class InvalidPackException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Finding> findings;

    InvalidPackException(List<Finding> findings) {
        super(findings.stream().map(Finding::toString).collect(Collectors.joining("\n")));
        this.findings = List.copyOf(findings);
    }

    /** What is wrong, in the order of the file. */
    public List<Finding> findings() {
        return findings;
    }
}
