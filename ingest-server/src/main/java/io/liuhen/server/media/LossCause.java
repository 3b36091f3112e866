package io.liuhen.server.media;

import java.util.Optional;

/** What ended a worker before its answer. The codes are stable: they are counted. */
public enum LossCause {
    /** It could not be started: no Java there, a library missing on the host, no room to unpack the decoders. */
    START_FAILED("start_failed"),
    /** It went away by itself, as after a crash in a decoder. */
    DIED("died"),
    /** It took longer than the job's wall clock allows and was killed. */
    TIMED_OUT("timed_out"),
    /** It grew beyond its resident memory, or ran out of it, and was ended. */
    OUT_OF_MEMORY("out_of_memory"),
    /** It sent something that no worker of this version sends. */
    GARBLED("garbled"),
    /** It stopped itself after a failure that it did not understand. */
    FAILED("failed"),
    /** The source's bytes could not be read. */
    SOURCE_FAILED("source_failed"),
    /** The derived file could not be written. */
    OUTPUT_FAILED("output_failed"),
    /** The derived file is not what the worker said it is. */
    OUTPUT_REJECTED("output_rejected"),
    /** The caller was interrupted while it waited. */
    INTERRUPTED("interrupted"),
    /** Nobody waits for the job any more: it was cancelled, or another server has it. */
    UNWANTED("unwanted"),
    /** The workers were closed. */
    CLOSED("closed");

    private final String code;

    LossCause(String code) {
        this.code = code;
    }

    /** Lower-case, stable, without spaces. */
    public String code() {
        return code;
    }

    static Optional<LossCause> ofCode(String code) {
        for (LossCause cause : values()) {
            if (cause.code.equals(code)) {
                return Optional.of(cause);
            }
        }
        return Optional.empty();
    }
}
