package io.liuhen.storage;

/** What becomes of the bytes of an append that ends before it was committed, because another one takes its place. */
public enum AppendMode {
    /** They count as they come: what had arrived is committed. */
    PIECEWISE,
    /** They count together or not at all, as those of a chunk whose digest is not compared yet: they are forgotten. */
    WHOLE
}
