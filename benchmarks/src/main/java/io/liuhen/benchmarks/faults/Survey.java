package io.liuhen.benchmarks.faults;

/** Counts how a server that was damaged on purpose answers. Confined to one thread. */
final class Survey {
    /** One comparison of the audit. */
    @FunctionalInterface
    interface Look {
        void look() throws InterruptedException;
    }

    private int same;
    private int refused;
    private int different;
    private String firstRefused = "";
    private String firstDifferent = "";

    void look(Look look) throws InterruptedException {
        try {
            look.look();
            same++;
        } catch (SilentException e) {
            refused++;
            firstRefused = firstRefused.isEmpty() ? e.complaint() : firstRefused;
        } catch (FindingException e) {
            different++;
            firstDifferent = firstDifferent.isEmpty() ? e.finding() : firstDifferent;
        }
    }

    String result() {
        String counts = "same=" + same + " refused=" + refused + " different=" + different;
        String first = different > 0 ? firstDifferent : firstRefused;
        return first.isEmpty() ? counts : counts + " first: " + first;
    }
}
