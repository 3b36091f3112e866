package io.liuhen.storage.check;

/** Told what a check meets, on its thread. */
public interface CheckListener {
    /** Something is not as it should be. */
    void finding(Finding finding);

    /** Something that a person may want to know, and that is in order, such as what a crash left for the next opening. */
    void note(String path, String text);

    /** Something could not be looked at, so that nobody can say whether it is in order. */
    void unable(String path, String reason);

    /** How far it is, in words. */
    void progress(String text);
}
