package io.liuhen.server.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.server.observe.Metrics;
import io.liuhen.server.records.Terms;
import io.liuhen.storage.Records;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentIndex.Order;
import io.liuhen.storage.index.DocumentIndex.Query;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.Term;
import io.liuhen.storage.verify.Stray;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What in the vault belongs to no segment as it should, each as a document with versions: found once, and once gone.
 * Thread-safe; blocks on the disk.
 */
final class StrayReports {
    static final String KIND = "stray";

    private static final Logger LOG = LoggerFactory.getLogger(StrayReports.class);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("'vault/'uuuu/MM/dd/", Locale.ROOT);
    private static final int STANDING_MAX = 10_000;

    private final Records records;
    private final Custody custody;
    private final InstantSource clock;
    private final Metrics metrics;
    private final Term finding;

    StrayReports(Records records, Custody custody, InstantSource clock, Metrics metrics, String unit) {
        this.records = records;
        this.custody = custody;
        this.clock = clock;
        this.metrics = metrics;
        this.finding = new Terms(unit).of(FixityFacts.FINDING);
    }

    /** Records one stray that is met on the way, unless it stands there already. */
    void met(Stray stray) {
        found(stray);
    }

    /** Records what is new among the strays of a date (or of what stands above the dates), and what is there no more. */
    void walked(Optional<LocalDate> day, List<Stray> strays) {
        Set<String> paths = strays.stream().map(Stray::path).collect(Collectors.toSet());
        strays.forEach(this::found);
        standing().stream()
                .filter(report -> isOf(day, report.body().path("path").asText()))
                .filter(report -> !paths.contains(report.body().path("path").asText()))
                .forEach(this::gone);
    }

    private static boolean isOf(Optional<LocalDate> day, String path) {
        return day.map(date -> path.startsWith(DAY.format(date)))
                .orElse(path.chars().filter(c -> c == '/').count() < 4);
    }

    private void found(Stray stray) {
        Optional<Document> known = records.newest(key(stray.path()));
        if (known.map(report -> report.terms().contains(finding)).orElse(false)) {
            return;
        }
        ObjectNode body = CanonicalJson.object()
                .put("state", "found")
                .put("kind", stray.kind().toString())
                .put("path", stray.path())
                .put("finding", stray.finding());
        if (record(known, stray.path(), body, List.of(finding), Deed.STRAY)) {
            LOG.error("the vault is not as it should be: {} {}: {}", stray.kind(), stray.path(), stray.finding());
            metrics.fixityFailure(stray.kind().toString());
        }
    }

    private void gone(Document report) {
        ObjectNode body = report.body().deepCopy().put("state", "gone");
        if (record(Optional.of(report), body.path("path").asText(), body, List.of(), Deed.STRAY_GONE)) {
            LOG.info("the vault is as it should be again: {}", body.path("path").asText());
        }
    }

    /** A conflict means that somebody else was quicker; the next walk looks again. */
    private boolean record(Optional<Document> known, String path, ObjectNode body, List<Term> terms, Deed deed) {
        Instant now = clock.instant();
        int version = known.map(Document::version).orElse(0) + 1;
        body.put("schema", 1).put("at", now.toString());
        DocumentKey key = key(path);
        // A name that somebody gave may be personal, so the path is in the details.
        Facts facts = Facts.of(new Document(key, version, now, now, body, terms))
                .and(Facts.of(custody.entry(
                        deed,
                        Actor.server(),
                        List.of(key.id()),
                        CanonicalJson.object().put("kind", body.path("kind").asText()),
                        CanonicalJson.object()
                                .put("path", path)
                                .put("finding", body.path("finding").asText()))));
        return records.record(facts) instanceof Commit.Done;
    }

    private List<Document> standing() {
        return records.find(standing(KIND, finding)).hits().stream()
                .flatMap(hit -> records.newest(new DocumentKey(KIND, hit.id())).stream())
                .toList();
    }

    /** Everything of a kind that stands wrong now. */
    static Query standing(String kind, Term finding) {
        return new Query(
                kind, finding, Optional.empty(), Optional.empty(), Optional.empty(), STANDING_MAX, Order.OLDEST_FIRST);
    }

    private static DocumentKey key(String path) {
        return new DocumentKey(
                KIND, Sha256.digestOf(path.getBytes(StandardCharsets.UTF_8)).toString());
    }
}
