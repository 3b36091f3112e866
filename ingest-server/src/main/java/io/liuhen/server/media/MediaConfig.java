package io.liuhen.server.media;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How workers are started and what they may do.
 *
 * @param scratchDirectory the workers' own: unpacked decoders and temporary files; may be emptied while none runs
 * @param javaExecutable the JVM that runs them, 17 or later
 * @param workerClassPath where that JVM finds this package and the decoders
 * @param workers how many at once; each does one job at a time on about one core
 * @param leastIsolation on a host that does not reach it, no worker is started
 * @param jobsPerWorker a worker is replaced after this many, so that what native code leaks is bounded
 */
public record MediaConfig(
        Path scratchDirectory,
        Path javaExecutable,
        String workerClassPath,
        int workers,
        int jobsPerWorker,
        WorkerLimits limits,
        ProxySettings proxy,
        PreviewSettings preview,
        Isolation.Level leastIsolation) {

    public MediaConfig {
        requireNonNull(limits, "limits is null");
        requireNonNull(proxy, "proxy is null");
        requireNonNull(preview, "preview is null");
        scratchDirectory = scratchDirectory.toAbsolutePath().normalize();
        javaExecutable = javaExecutable.toAbsolutePath().normalize();
        if (workerClassPath.isBlank()) {
            throw new IllegalArgumentException("workerClassPath is empty");
        }
        if (workers < 1 || workers > 64 || jobsPerWorker < 1) {
            throw new IllegalArgumentException(workers + " workers with " + jobsPerWorker + " jobs each");
        }
    }

    /** One worker of this JVM's own kind, with this JVM's class path. */
    public static MediaConfig defaults(Path scratchDirectory) {
        return new MediaConfig(
                scratchDirectory,
                Path.of(System.getProperty("java.home"), "bin", "java"),
                WorkerClassPath.ofThisServer(),
                1,
                50,
                WorkerLimits.DEFAULT,
                ProxySettings.DEFAULT,
                PreviewSettings.DEFAULT,
                Isolation.Level.PROCESS);
    }

    /** The same for hosts that wall workers in at least so well. */
    public MediaConfig withLeastIsolation(Isolation.Level level) {
        return new MediaConfig(
                scratchDirectory,
                javaExecutable,
                workerClassPath,
                workers,
                jobsPerWorker,
                limits,
                proxy,
                preview,
                level);
    }

    /** Absolute: a worker runs in another directory than the server. */
    List<String> workerClassPathEntries() {
        return Stream.of(workerClassPath.split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .toList();
    }

    /** The same with another number of workers. */
    public MediaConfig withWorkers(int number) {
        return new MediaConfig(
                scratchDirectory,
                javaExecutable,
                workerClassPath,
                number,
                jobsPerWorker,
                limits,
                proxy,
                preview,
                leastIsolation);
    }

    /** The same with workers that are replaced sooner or later. */
    public MediaConfig withJobsPerWorker(int jobs) {
        return new MediaConfig(
                scratchDirectory,
                javaExecutable,
                workerClassPath,
                workers,
                jobs,
                limits,
                proxy,
                preview,
                leastIsolation);
    }

    /** The same with other limits. */
    public MediaConfig withLimits(WorkerLimits other) {
        return new MediaConfig(
                scratchDirectory,
                javaExecutable,
                workerClassPath,
                workers,
                jobsPerWorker,
                other,
                proxy,
                preview,
                leastIsolation);
    }

    /** The same with another viewing copy. */
    public MediaConfig withProxy(ProxySettings other) {
        return new MediaConfig(
                scratchDirectory,
                javaExecutable,
                workerClassPath,
                workers,
                jobsPerWorker,
                limits,
                other,
                preview,
                leastIsolation);
    }
}
