package io.liuhen.server.access;

/** How far a right reaches. */
public enum Extent {
    /** Nowhere. */
    NEVER("–"),
    /** What oneself sent, or what the own device recorded, within the own unit and those below it. */
    SENT("own uploads"),
    /** What carries the own number as its maker's, within the own unit and those below it. */
    MADE("own recordings"),
    /** All of the own unit and those below it. */
    UNIT("unit"),
    /** Everywhere. */
    ALWAYS("yes");

    private final String text;

    Extent(String text) {
        this.text = text;
    }

    /** Whether the right depends on what it is used on. */
    public boolean dependsOnResource() {
        return this != NEVER && this != ALWAYS;
    }

    @Override
    public String toString() {
        return text;
    }
}
