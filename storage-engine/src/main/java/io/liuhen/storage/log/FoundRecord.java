package io.liuhen.storage.log;

/** A record that was read from a log. */
public final class FoundRecord {
    private final long position;
    private final byte[] content;

    FoundRecord(long position, byte[] content) {
        this.position = position;
        this.content = content;
    }

    /** Where it stands. */
    public long position() {
        return position;
    }

    /** Its content; not to be changed. */
    public byte[] content() {
        return content;
    }

    /** Where it ends, which is where the next one stands, or the header of the next file. */
    public long end() {
        return position + LogFile.RECORD_HEADER_BYTES + content.length;
    }
}
