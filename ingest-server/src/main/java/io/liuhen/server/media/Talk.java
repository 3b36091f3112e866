package io.liuhen.server.media;

import java.util.function.LongConsumer;

/**
 * One job, and all that a worker may use of the server while it does it.
 *
 * @param progress is told how many microseconds of the recording are done; on the thread that talks with the worker
 */
record Talk(Job job, MediaSource source, Outputs outputs, LongConsumer progress) {
    /** A job that makes nothing. */
    static Talk probe(MediaConfig config, MediaSource source) {
        return new Talk(Job.probe(config, source), source, Outputs.NONE, micros -> {});
    }
}
