package io.liuhen.benchmarks.faults;

/** The server did not do what was asked for within reason. Nothing is known to be lost by that. */
final class SilentException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String complaint;

    SilentException(String complaint) {
        super(complaint);
        this.complaint = complaint;
    }

    String complaint() {
        return complaint;
    }
}
