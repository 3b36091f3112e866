package io.liuhen.server.media;

/** In a worker: the file is at fault. Ends the job, not the worker. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    final Reason reason;

    RefusedException(Reason reason, String sentence) {
        super(sentence);
        this.reason = reason;
    }

    /** What every limit on a decoder's memory comes down to. */
    static RefusedException tooMuchMemory() {
        return new RefusedException(
                Reason.TOO_MUCH_MEMORY, "Decoding this file takes more memory than one job may have.");
    }
}
