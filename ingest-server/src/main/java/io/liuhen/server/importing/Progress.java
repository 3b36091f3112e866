package io.liuhen.server.importing;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Tells a person how far it is: a line for each file that is done, and one every few seconds. Thread-safe. */
final class Progress {
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final double MEBIBYTE = 1 << 20;
    private static final double NANOS_PER_SECOND = 1e9;

    private final PrintWriter out;
    private final PrintWriter err;
    private final LongSupplier nanoTime;
    private final int files;
    private final long bytes;
    private final long beganNanos;
    private long toldNanos;
    private int filesDone;
    private long bytesDone;
    private long bytesSent;

    /**
     * Nothing is done yet.
     *
     * @param out for what became of files
     * @param err for how far it is
     */
    Progress(PrintWriter out, PrintWriter err, LongSupplier nanoTime, int files, long bytes) {
        this.out = out;
        this.err = err;
        this.nanoTime = nanoTime;
        this.files = files;
        this.bytes = bytes;
        this.beganNanos = nanoTime.getAsLong();
        this.toldNanos = beganNanos;
    }

    /** Bytes were sent, and are durable there. */
    synchronized void sent(long count) {
        bytesSent += count;
        bytesDone += count;
        tell(false);
    }

    /** Bytes need not be sent, since they are there. */
    synchronized void known(long count) {
        bytesDone += count;
    }

    /** A file has come to its end, good or bad. */
    synchronized void file(String outcome, String name, String detail) {
        filesDone++;
        out.println(outcome + "\t" + inOneCell(name) + "\t" + inOneCell(detail));
        out.flush();
        tell(filesDone == files);
    }

    /** Whatever a card has in its names: a line is a file, and its cells are parted by tabs. */
    private static String inOneCell(String text) {
        StringBuilder cell = new StringBuilder();
        text.chars()
                .forEach(c ->
                        cell.append(Character.isISOControl(c) ? String.format(Locale.ROOT, "\\u%04x", c) : (char) c));
        return cell.toString();
    }

    synchronized void note(String text) {
        err.println(text);
        err.flush();
    }

    private void tell(boolean last) {
        long nanos = nanoTime.getAsLong();
        if (last || nanos - toldNanos >= EVERY_NANOS) {
            toldNanos = nanos;
            double seconds = Math.max(1e-3, (nanos - beganNanos) / NANOS_PER_SECOND);
            note(String.format(
                    Locale.ROOT,
                    "%d of %d files, %.1f of %.1f MiB, %.1f MiB/s",
                    filesDone,
                    files,
                    bytesDone / MEBIBYTE,
                    bytes / MEBIBYTE,
                    bytesSent / MEBIBYTE / seconds));
        }
    }
}
