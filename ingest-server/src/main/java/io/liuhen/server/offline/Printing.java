package io.liuhen.server.offline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.check.CheckListener;
import io.liuhen.storage.check.CheckSummary;
import io.liuhen.storage.check.Finding;
import io.liuhen.storage.format.CanonicalJson;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints what a check tells, as it tells it, and counts. Confined to one thread. */
final class Printing implements CheckListener {
    private final boolean json;
    private final PrintWriter out;
    private final PrintWriter err;
    private long findings;
    private long unables;

    Printing(boolean json, PrintWriter out, PrintWriter err) {
        this.json = json;
        this.out = out;
        this.err = err;
    }

    @Override
    public void finding(Finding finding) {
        findings++;
        print(finding.sort().name().toLowerCase(Locale.ROOT), finding.path(), finding.detail());
    }

    @Override
    public void note(String path, String text) {
        print("note", path, text);
    }

    @Override
    public void unable(String path, String reason) {
        unables++;
        print("unable", path, reason);
    }

    private void print(String sort, String path, String text) {
        if (json) {
            print(CanonicalJson.object().put("sort", sort).put("path", path).put("detail", text));
        } else {
            out.println(sort + "  " + path + ": " + text);
        }
    }

    private void print(ObjectNode line) {
        out.println(line);
    }

    @Override
    public void progress(String text) {
        err.println(text);
        err.flush();
    }

    void summary(CheckSummary summary) {
        if (json) {
            print(CanonicalJson.object()
                    .put("sort", "summary")
                    .put("segments", summary.segments())
                    .put("contentBytes", summary.contentBytes())
                    .put("documents", summary.documents())
                    .put("entries", summary.entries())
                    .put("root", summary.root())
                    .put("indexCompared", summary.indexCompared())
                    .put("findings", findings)
                    .put("unable", unables));
            return;
        }
        out.println("checked " + summary.segments() + " segments (" + summary.contentBytes() + " bytes read), "
                + summary.documents() + " versions of documents, " + summary.entries()
                + " entries of the custody log, root " + summary.root());
        out.println(summary.indexCompared() ? "the index was compared" : "the index was NOT compared");
        out.println(findings + " findings, " + unables + " places that could not be looked at");
        out.flush();
    }

    long findings() {
        return findings;
    }

    long unables() {
        return unables;
    }
}
