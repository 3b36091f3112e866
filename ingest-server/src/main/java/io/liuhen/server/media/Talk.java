package io.liuhen.server.media;

/**
 * One job, and all that a worker may use of the server while it does it.
 *
 * @param watcher is told how many microseconds of the recording are done; on the thread that talks with the worker
 */
record Talk(Job job, MediaSource source, Outputs outputs, Watcher watcher) {
    /** A job that makes nothing. */
    static Talk probe(MediaConfig config, MediaSource source) {
        Job job = job(
                config,
                Job.Task.PROBE,
                source,
                config.limits().probeBlockLimitBytes(),
                Rendering.plain(config.proxy()));
        return new Talk(job, source, Outputs.NONE, micros -> {});
    }

    /** A job that leaves files. */
    static Talk derive(
            MediaConfig config,
            Job.Task task,
            MediaSource source,
            Rendering rendering,
            Outputs outputs,
            Watcher watcher) {
        Job job = job(config, task, source, config.limits().decodeBlockLimitBytes(), rendering);
        return new Talk(job, source, outputs, watcher);
    }

    private static Job job(
            MediaConfig config, Job.Task task, MediaSource source, long blockLimitBytes, Rendering rendering) {
        return new Job(
                task,
                source.sizeBytes(),
                blockLimitBytes,
                config.limits().maxPixels(),
                config.limits().outputLimitBytes(),
                rendering,
                config.preview());
    }
}
