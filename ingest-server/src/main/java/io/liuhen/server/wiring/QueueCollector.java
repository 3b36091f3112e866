package io.liuhen.server.wiring;

import io.liuhen.storage.Jobs;
import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;

/** How many jobs wait or run, by kind, counted at each scrape. */
final class QueueCollector extends Collector implements Collector.Describable {
    private static final String NAME = "liuhen_queue_jobs";
    private static final String HELP = "Jobs that wait or run.";

    private final Jobs jobs;

    QueueCollector(Jobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        GaugeMetricFamily family = new GaugeMetricFamily(NAME, HELP, List.of("kind"));
        jobs.queued().forEach((kind, count) -> family.addMetric(List.of(kind), count));
        return List.of(family);
    }

    @Override
    public List<MetricFamilySamples> describe() {
        return List.of(new GaugeMetricFamily(NAME, HELP, List.of("kind")));
    }
}
