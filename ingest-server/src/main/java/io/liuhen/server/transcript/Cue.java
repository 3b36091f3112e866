package io.liuhen.server.transcript;

/**
 * Words with their time in the recording.
 *
 * @param startMillis from the recording's first moment
 * @param endMillis after the start
 * @param text of one or more lines, as plain text
 */
record Cue(long startMillis, long endMillis, String text) {}
