package io.liuhen.server.media;

/** In a worker: the job cannot go on, and it is not the file's fault. Ends the worker. */
final class GivingUpException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    final LossCause lossCause;

    GivingUpException(LossCause lossCause, String sentence) {
        super(sentence);
        this.lossCause = lossCause;
    }
}
