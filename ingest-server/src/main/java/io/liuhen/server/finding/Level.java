package io.liuhen.server.finding;

/** How much a finding asks to be looked at. The words are part of the API. */
public enum Level {
    /** Told so that it is known; an ordinary recorder does this. */
    INFO("info"),
    /** Somebody should look at it and say why it is so. */
    NOTICE("notice");

    private final String word;

    Level(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
