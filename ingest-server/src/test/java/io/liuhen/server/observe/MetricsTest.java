package io.liuhen.server.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.durability.SyncObserver.Target;
import io.liuhen.storage.verify.Damage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Names by the Prometheus conventions; labels from closed sets, with nothing personal in them. */
final class MetricsTest {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final Pattern LABEL = Pattern.compile("[{,]([a-z_]+)=\"([^\"]*)\"");

    private final Metrics metrics = new Metrics();

    private Map<String, String> types() {
        Map<String, String> types = new TreeMap<>();
        metrics.render(TEXT)
                .lines()
                .filter(line -> line.startsWith("# TYPE liuhen_"))
                .forEach(line -> types.put(line.split(" ", -1)[2], line.split(" ", -1)[3]));
        types.keySet().removeIf(name -> name.endsWith("_created"));
        return types;
    }

    private double value(String sample) {
        return metrics.render(TEXT)
                .lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .sum();
    }

    @Test
    void aNameEndsInItsUnitAndACounterInTotal() {
        assertTrue(types().size() > 10);
        types().forEach((name, type) -> {
            assertTrue(name.matches("liuhen_[a-z]+(_[a-z]+)*"), name);
            assertEquals(type.equals("counter"), name.endsWith("_total"), name + " is a " + type);
            if (type.equals("histogram")) {
                assertTrue(name.endsWith("_seconds") || name.endsWith("_bytes"), name + " in a base unit");
            }
            for (String scaled :
                    List.of("milli", "micro", "nano", "minutes", "kilo", "mega", "_ms", "_mb", "percent")) {
                assertFalse(name.contains(scaled), name + " is in no base unit");
            }
        });
    }

    @Test
    void everyMetricSaysInASentenceWhatItIs() {
        String text = metrics.render(TEXT);
        types().keySet()
                .forEach(name -> assertTrue(
                        Pattern.compile("^# HELP " + name + " [A-Z1].*\\.$", Pattern.MULTILINE)
                                .matcher(text)
                                .find(),
                        name));
    }

    /** "No personal datum, device, case or path in a label." */
    @Test
    void labelsAreFromClosedSets() {
        for (UploadOp op : UploadOp.values()) {
            for (UploadResult result : UploadResult.values()) {
                metrics.uploadRequest(op, result);
            }
        }
        metrics.sealed("complete", 1);
        metrics.job("verify", "done", 1);
        metrics.acknowledged(true, 1);
        metrics.rejected(Rejection.NO_SPACE);
        for (Target target : Target.values()) {
            metrics.syncFailed(target);
        }
        Set<String> names = new TreeSet<>();
        metrics.render(TEXT).lines().filter(line -> line.startsWith("liuhen_")).forEach(line -> {
            Matcher label = LABEL.matcher(line);
            while (label.find()) {
                names.add(label.group(1));
            }
        });
        assertEquals(Set.of("op", "result", "class", "target", "kind", "reason", "le"), names);
    }

    @Test
    void whatCanFailIsThereBeforeItFails() {
        String text = metrics.render(TEXT);
        for (Target target : Target.values()) {
            String label = target.name().toLowerCase(Locale.ROOT);
            assertTrue(text.contains("liuhen_fsync_failures_total{target=\"" + label + "\",} 0.0"), text);
        }
        for (Damage.Kind kind : Damage.Kind.values()) {
            assertTrue(text.contains("liuhen_fixity_failures_total{kind=\"" + kind + "\",} 0.0"), text);
        }
    }

    @Test
    void timesAreInSeconds() {
        metrics.acknowledged(false, 1_500_000_000L);
        assertEquals(1.5, value("liuhen_upload_ack_duration_seconds_sum{class=\"chunk\",}"));
        metrics.synced(Target.DATA, 2_000_000L);
        assertEquals(0.002, value("liuhen_fsync_duration_seconds_sum{target=\"data\",}"), 1e-9);
    }

    @Test
    void bodiesComeAndGo() {
        metrics.bodies(1);
        metrics.bodies(1);
        metrics.bodies(-1);
        assertEquals(1, value("liuhen_uploads_in_progress"));
    }

    @Test
    void findingsAreCountedByTheirKind() {
        metrics.fixityChecked(100);
        metrics.fixityChecked(50);
        metrics.fixityFailure("missing");
        assertEquals(150, value("liuhen_fixity_checked_bytes_total"));
        assertEquals(1, value("liuhen_fixity_failures_total{kind=\"missing\",}"));
        assertEquals(0, value("liuhen_fixity_failures_total{kind=\"mismatch\",}"));
    }

    @Test
    void aGaugeIsAskedAtEachScrape() {
        double[] value = {1};
        metrics.gauge("liuhen_test_bytes", "A test.", () -> value[0]);
        assertEquals(1, value("liuhen_test_bytes"));
        value[0] = 7;
        assertEquals(7, value("liuhen_test_bytes"));
    }

    @Test
    void theFormatIsTheOneThatTheScraperAccepts() {
        assertEquals(TEXT, Metrics.contentType(""));
        assertTrue(Metrics.contentType("application/openmetrics-text; version=1.0.0")
                .startsWith("application/openmetrics-text"));
    }
}
