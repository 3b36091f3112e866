package io.liuhen.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.liuhen.storage.check.CheckListener;
import io.liuhen.storage.check.CheckSummary;
import io.liuhen.storage.check.Finding;
import io.liuhen.storage.disk.FolderView;
import io.liuhen.storage.disk.RealFolderView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a check of a store has told. */
final class Heard implements CheckListener {
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private final List<String> unables = new ArrayList<>();

    private Heard() {}

    /** Everything that a check of this store tells. */
    static Heard of(Path store) {
        return of(store, false);
    }

    static Heard of(Path store, boolean quick) {
        Heard heard = new Heard();
        heard.summary(store, quick);
        assertEquals(List.of(), heard.unables, "places that could not be looked at");
        return heard;
    }

    /** What a check tells that sees a store so. */
    static Heard of(FolderView store) {
        Heard heard = new Heard();
        StoreInspection.run(store, false, heard);
        return heard;
    }

    static CheckSummary summaryOf(Path store) {
        return new Heard().summary(store, false);
    }

    private CheckSummary summary(Path store, boolean quick) {
        return StoreInspection.run(RealFolderView.below(store), quick, this);
    }

    /** What could not be looked at. */
    List<String> unables() {
        return unables;
    }

    List<Finding> findings() {
        return findings;
    }

    List<String> notes() {
        return notes;
    }

    boolean has(Finding.Sort sort, String path) {
        return findings.stream()
                .anyMatch(finding -> finding.sort() == sort && finding.path().contains(path));
    }

    @Override
    public void finding(Finding finding) {
        findings.add(finding);
    }

    @Override
    public void note(String path, String text) {
        notes.add(path + ": " + text);
    }

    @Override
    public void unable(String path, String reason) {
        unables.add(path);
    }

    @Override
    public void progress(String text) {}
}
