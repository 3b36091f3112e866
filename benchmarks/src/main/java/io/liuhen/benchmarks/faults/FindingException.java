package io.liuhen.benchmarks.faults;

/** The server does not keep what it told, or tells what cannot be. The message is for the ledger's findings. */
final class FindingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String finding;

    FindingException(String finding) {
        super(finding);
        this.finding = finding;
    }

    String finding() {
        return finding;
    }
}
