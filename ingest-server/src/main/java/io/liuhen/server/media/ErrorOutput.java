package io.liuhen.server.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Drains a worker's standard error, so that it never blocks on it, and keeps the end of it, which usually says why the
 * worker went. What decoders print quotes the file, so it is kept short and made plain before anyone sees it.
 */
final class ErrorOutput {

    private static final int KEPT_BYTES = 2048;

    private final InputStream stream;
    private final byte[] kept = new byte[KEPT_BYTES];
    private long seenBytes;

    ErrorOutput(InputStream stream) {
        this.stream = stream;
    }

    void startDraining(long pid) {
        Thread drain = new Thread(this::drain, "media-worker-" + pid + "-stderr");
        drain.setDaemon(true);
        drain.start();
    }

    /** The last that was heard, on one line. */
    synchronized String tail() {
        int length = (int) Math.min(seenBytes, KEPT_BYTES);
        byte[] inOrder = new byte[length];
        for (int i = 0; i < length; i++) {
            inOrder[i] = kept[(int) ((seenBytes - length + i) % KEPT_BYTES)];
        }
        String text = new String(inOrder, StandardCharsets.UTF_8);
        return PlainText.clean(text.substring(Math.max(0, text.length() - 300)), 300);
    }

    private void drain() {
        byte[] buffer = new byte[4096];
        try (stream) {
            for (int length = stream.read(buffer); length >= 0; length = stream.read(buffer)) {
                keep(buffer, length);
            }
        } catch (IOException e) {
            // The worker is gone; there is nothing more to hear.
            keep(new byte[0], 0);
        }
    }

    private synchronized void keep(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            kept[(int) (seenBytes++ % KEPT_BYTES)] = bytes[i];
        }
    }
}
