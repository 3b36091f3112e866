package io.liuhen.server.offline;

/** What the commands end with. Scripts depend on them, so they never change. */
final class ExitCodes {
    static final int FINE = 0;
    static final int FINDINGS = 1;
    static final int COULD_NOT = 3;

    private ExitCodes() {}
}
