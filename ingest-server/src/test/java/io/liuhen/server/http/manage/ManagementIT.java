package io.liuhen.server.http.manage;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** "/metrics (Prometheus text and OpenMetrics), /livez, /readyz, /startupz." */
final class ManagementIT {
    /** Every metric of ours and its labels: what operators' dashboards and alerts rely on. */
    private static final Map<String, Set<String>> OURS = Map.ofEntries(
            Map.entry("liuhen_upload_requests_total", Set.of("op", "result")),
            Map.entry("liuhen_upload_received_bytes_total", Set.of()),
            Map.entry("liuhen_upload_resumed_total", Set.of()),
            Map.entry("liuhen_upload_duplicate_total", Set.of()),
            Map.entry("liuhen_upload_presented_total", Set.of()),
            Map.entry("liuhen_upload_expired_total", Set.of()),
            Map.entry("liuhen_upload_joined_bytes_total", Set.of()),
            Map.entry("liuhen_upload_join_left_bytes", Set.of()),
            Map.entry("liuhen_uploads_in_progress", Set.of()),
            Map.entry("liuhen_upload_ack_duration_seconds", Set.of("class")),
            Map.entry("liuhen_upload_buffered_bytes", Set.of()),
            Map.entry("liuhen_upload_waiting_bodies", Set.of()),
            Map.entry("liuhen_upload_ceiling_bytes_per_second", Set.of()),
            Map.entry("liuhen_admission_refused_total", Set.of("reason")),
            Map.entry("liuhen_clock_behind_store", Set.of()),
            Map.entry("liuhen_connections_open", Set.of()),
            Map.entry("liuhen_fsync_duration_seconds", Set.of("target")),
            Map.entry("liuhen_fsync_failures_total", Set.of("target")),
            Map.entry("liuhen_segments_sealed_total", Set.of("kind")),
            Map.entry("liuhen_seal_duration_seconds", Set.of()),
            Map.entry("liuhen_content_read_bytes_total", Set.of()),
            Map.entry("liuhen_fixity_failures_total", Set.of("kind")),
            Map.entry("liuhen_fixity_oldest_unverified_timestamp_seconds", Set.of()),
            Map.entry("liuhen_fixity_last_success_timestamp_seconds", Set.of()),
            Map.entry("liuhen_fixity_findings", Set.of()),
            Map.entry("liuhen_media_isolation_level", Set.of()),
            Map.entry("liuhen_fixity_checked_bytes_total", Set.of()),
            Map.entry("liuhen_job_duration_seconds", Set.of("kind", "result")),
            Map.entry("liuhen_queue_jobs", Set.of("kind")),
            Map.entry("liuhen_store_free_bytes", Set.of()),
            Map.entry("liuhen_store_reserved_bytes", Set.of()),
            Map.entry("liuhen_store_available_bytes", Set.of()),
            Map.entry("liuhen_upload_rejected_total", Set.of("reason")),
            Map.entry("liuhen_store_writable", Set.of()),
            Map.entry("liuhen_disposal_undeleted", Set.of()),
            Map.entry("liuhen_custody_entries", Set.of()));

    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)(?: \\S+)?(?: # .*)?");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\.)*)\",?");

    @TempDir
    private static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.in(folder);
        String id = server.tus().upload(bytes(1000, 1), "device", "DSJ-secret", "maker", "王伟", "case", "第7号");
        server.http().get("/segments/" + id + "/content").expect(200);
        server.deed(id, "verified");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private record Sample(String name, Map<String, String> labels, double value) {}

    private static List<Sample> samples(String text) {
        List<Sample> samples = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher match = SAMPLE.matcher(line);
            assertTrue(match.matches(), () -> "no sample: " + line);
            Map<String, String> labels = new TreeMap<>();
            if (match.group(2) != null) {
                Matcher label = LABEL.matcher(match.group(2));
                int end = 0;
                while (label.find()) {
                    assertEquals(end, label.start(), line);
                    end = label.end();
                    labels.put(label.group(1), label.group(2));
                }
                assertEquals(match.group(2).length(), end, line);
            }
            samples.add(new Sample(match.group(1), labels, number(match.group(3))));
        }
        return samples;
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static Answer metrics(String... headers) {
        return server.operators().get("/metrics", headers).expect(200);
    }

    @Test
    void metricsAreTextThatPrometheusReads() {
        Answer answer = metrics();
        assertTrue(answer.required("Content-Type").startsWith("text/plain; version=0.0.4"), answer::toString);
        assertTrue(samples(answer.text()).size() > OURS.size());
    }

    @Test
    void metricsAreOpenMetricsForWhoAsksForThem() {
        Answer answer = metrics("Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
        assertTrue(answer.required("Content-Type").startsWith("application/openmetrics-text"), answer::toString);
        assertTrue(answer.text().endsWith("# EOF\n"));
        Map<String, String> types = types(answer.text());
        assertEquals("counter", types.get("liuhen_upload_requests"), "a counter's name there has no _total");
        samples(answer.text());
    }

    private static Map<String, String> types(String text) {
        Map<String, String> types = new TreeMap<>();
        text.lines().filter(line -> line.startsWith("# TYPE ")).forEach(line -> {
            String[] words = line.split(" ", -1);
            types.put(words[2], words[3]);
        });
        return types;
    }

    /** The metric that a sample belongs to, without what a histogram adds. */
    private static String family(String sample, Map<String, String> types) {
        String base = sample.replaceFirst("_(bucket|sum|count)$", "");
        return "histogram".equals(types.get(base)) ? base : sample;
    }

    @Test
    void theMetricsAreTheseWithTheseLabels() {
        String text = metrics().text();
        Map<String, String> types = types(text);
        Map<String, Set<String>> found = new TreeMap<>();
        for (Sample sample : samples(text)) {
            if (sample.name().startsWith("liuhen_") && !sample.name().endsWith("_created")) {
                Set<String> labels = new TreeSet<>(sample.labels().keySet());
                labels.remove("le");
                found.computeIfAbsent(family(sample.name(), types), name -> new TreeSet<>())
                        .addAll(labels);
            }
        }
        // No sync has failed and no job is waiting in some runs: a labelled metric may have no sample yet.
        OURS.keySet().stream().filter(types::containsKey).forEach(name -> found.putIfAbsent(name, OURS.get(name)));
        assertEquals(new TreeMap<>(OURS), found);
    }

    @Test
    void everyMetricSaysWhatItIs() {
        String text = metrics().text();
        for (String name : OURS.keySet()) {
            assertTrue(text.contains("# HELP " + name + " "), name);
            assertTrue(text.contains("# TYPE " + name + " "), name);
        }
    }

    /** "No personal datum, device, case or path in a label." */
    @Test
    void noLabelTellsOfAnybody() {
        for (Sample sample : samples(metrics().text())) {
            if (sample.name().startsWith("liuhen_")) {
                sample.labels()
                        .forEach((name, value) -> assertTrue(
                                name.equals("le") || value.matches("[a-z_-]{1,32}"), () -> sample + " tells too much"));
            }
        }
        String text = metrics().text();
        for (String personal : List.of("DSJ", "王伟", "第7号", "trial", folder.toString(), "127.0.0.1")) {
            assertTrue(!text.contains(personal), personal);
        }
    }

    @Test
    void theNumbersAreThoseOfWhatHappened() {
        double received = server.metric("liuhen_upload_received_bytes_total");
        double read = server.metric("liuhen_content_read_bytes_total");
        double sealed = server.metric("liuhen_segments_sealed_total");
        double checked = server.metric("liuhen_fixity_checked_bytes_total");
        String id = server.tus().upload(bytes(12_345, 2));
        server.http().get("/segments/" + id + "/content", "Range", "bytes=0-99").expect(206);
        server.deed(id, "verified");
        assertEquals(received + 12_345, server.metric("liuhen_upload_received_bytes_total"));
        assertEquals(read + 100, server.metric("liuhen_content_read_bytes_total"));
        assertEquals(sealed + 1, server.metric("liuhen_segments_sealed_total"));
        assertEquals(checked + 12_345, server.metric("liuhen_fixity_checked_bytes_total"));
        assertEquals(0, server.metric("liuhen_uploads_in_progress"));
        assertEquals(0, server.metric("liuhen_upload_buffered_bytes"));
        assertEquals(1, server.metric("liuhen_store_writable"));
    }

    @Test
    void theServerSaysThatItLives() {
        assertEquals("ok\n", server.operators().get("/livez").expect(200).text());
        assertEquals("ok\n", server.operators().get("/startupz").expect(200).text());
        assertEquals("ok\n", server.operators().get("/readyz").expect(200).text());
        List<String> checks = server.operators()
                .get("/readyz?verbose")
                .expect(200)
                .text()
                .lines()
                .toList();
        assertEquals(
                List.of(
                        "started: ok",
                        "accepting: ok",
                        "store: ok",
                        "space: ok",
                        "clock: ok",
                        "fixity: ok",
                        "media: ok, none is to run",
                        "tls: ok"),
                checks);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/files", "/segments/x", "/recordings", "/custody", "/metrics/x"})
    void theOperatorsPortShowsNoRecordings(String address) {
        server.operators().get(address).problem(404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/livez", "/readyz", "/startupz"})
    void theClientsPortShowsNoMetrics(String address) {
        server.http().get(address).problem(404, "not-found");
    }
}
