package io.liuhen.storage.rebuild;

import java.util.ArrayList;
import java.util.List;

/** What a person must look at; the first ones are kept, all are counted. Not thread-safe. */
final class Findings {
    private final List<String> kept = new ArrayList<>();
    private long count;

    void add(String finding) {
        count++;
        if (kept.size() < RebuildReport.FINDINGS_MAX) {
            kept.add(finding);
        }
    }

    List<String> kept() {
        return kept;
    }

    long count() {
        return count;
    }
}
