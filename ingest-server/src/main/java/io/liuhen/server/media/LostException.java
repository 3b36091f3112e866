package io.liuhen.server.media;

/** In the server: a worker was lost, or never found. Becomes {@link MediaOutcome.Lost}. */
final class LostException extends Exception {

    private static final long serialVersionUID = 1L;

    final LossCause lossCause;

    LostException(LossCause lossCause, String sentence) {
        super(sentence);
        this.lossCause = lossCause;
    }

    static LostException closed() {
        return new LostException(LossCause.CLOSED, "The media workers are closed.");
    }

    <T> MediaOutcome<T> outcome() {
        return new MediaOutcome.Lost<>(lossCause, String.valueOf(getMessage()));
    }
}
