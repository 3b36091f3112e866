package io.liuhen.server.custody;

/** What was done. The words are in the log and never change. */
public enum Deed {
    /** An upload was opened. */
    CREATED("created"),
    /** An upload was told its length after its creation. */
    LENGTH_DECLARED("length-declared"),
    /** An upload went on after it had been broken off. */
    RESUMED("resumed"),
    /** Nothing came for an upload for as long as it may rest, and the server ended it. */
    EXPIRED("expired"),
    /** An upload was ended by its client. */
    ENDED("ended"),
    /** A file is complete and closed for ever. */
    SEALED("sealed"),
    /** A second copy of a sealed file came and was not kept. */
    DUPLICATE("duplicate"),
    /** A device had a file that is sealed already, and was told so before it sent it. */
    PRESENTED("presented"),
    /** Every byte was read again and is as it was sealed. */
    VERIFIED("verified"),
    /** Bytes were read again and are not as they were sealed. */
    DAMAGED("damaged"),
    /** Bytes could not be read again, which says nothing about them. */
    UNREADABLE("unreadable"),
    /** Something was found in the vault that belongs to no file as it should. */
    STRAY("stray"),
    /** What was found so is there no more. */
    STRAY_GONE("stray-gone"),
    /** Recordings, acts or cases must stay, with all that belongs to them or will. */
    HOLD_STATED("hold-stated"),
    /** Somebody said that they need not any more; the second, in another role, ends it. */
    HOLD_RELEASED("hold-released"),
    /** A file may not go before a time. */
    KEPT("kept"),
    /** A file may not go while this holds it. */
    HELD("held"),
    /** What held it does so no more. */
    RELEASED("released"),
    /** A file was disposed of by a grant. */
    DISPOSED("disposed"),
    /** What the recording is was read from the file. */
    PROBED("probed"),
    /** A copy for viewing was made. */
    PROXIED("proxied"),
    /** No copy for viewing can be made. */
    NOT_PROXIED("not-proxied"),
    /** Somebody asked for a copy for viewing beside the proxy: for himself, or with something hidden in it. */
    COPY_ORDERED("copy-ordered"),
    /** Somebody said what is to be hidden in copies of a recording that are released. */
    REDACTED("redacted"),
    /** What files of a recorder's model are like was learnt. */
    MODEL_LEARNT("model-learnt"),
    /** Somebody has that learnt anew. */
    MODEL_FORGOTTEN("model-forgotten"),
    /** An operator had a job done again. */
    ASKED_AGAIN("asked-again"),
    /** A job that waited or ran was cancelled. */
    CANCELLED("cancelled"),
    /** A recording's metadata have a new version. */
    METADATA_CHANGED("metadata-changed"),
    /** An act of enforcement was put on record, or corrected. */
    ACT_STATED("act-stated"),
    /** A case was put on record, or corrected. */
    CASE_STATED("case-stated"),
    /** A case became a volume, frozen for ever. */
    ARCHIVED("archived"),
    /** Somebody says what turned out wrong in a volume. */
    ADDENDUM_PROPOSED("addendum-proposed"),
    /** Somebody else agreed that it is said with the volume. */
    ADDENDUM_APPROVED("addendum-approved"),
    /** Somebody has stated what a recording shows, or confirmed what was known of it. */
    SHEET_STATED("sheet-stated"),
    /** What is said in a recording was written down. */
    TRANSCRIBED("transcribed"),
    /** A person confirmed what a machine had heard. */
    TRANSCRIPT_CONFIRMED("transcript-confirmed"),
    /** A dock, or a device by itself, said what a device holds, before anything of it came. */
    ANNOUNCED("announced"),
    /** Somebody said why a file that was announced will not come. */
    ABSENCE_EXPLAINED("absence-explained"),
    /** Content was read. */
    READ("read"),
    /** A machine may come and fetch a key. */
    INVITED("invited"),
    /** A machine has fetched its first key, or one in place of all that it had. */
    ENROLLED("enrolled"),
    /** A machine has a new key beside the one that it used. */
    KEY_ROTATED("key-rotated"),
    /** A machine is also known by a certificate. */
    CERTIFIED("certified"),
    /** A person or a service has a token. */
    GRANTED("granted"),
    /** A machine, or a token, counts no more. */
    REVOKED("revoked");

    private final String text;

    Deed(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
