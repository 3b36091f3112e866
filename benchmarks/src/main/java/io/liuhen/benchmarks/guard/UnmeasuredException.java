package io.liuhen.benchmarks.guard;

/** Nothing can be said about the cost; the message says why. */
final class UnmeasuredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnmeasuredException(String message) {
        super(message);
    }

    UnmeasuredException(String message, Throwable cause) {
        super(message, cause);
    }
}
