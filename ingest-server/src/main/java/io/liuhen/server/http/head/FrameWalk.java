package io.liuhen.server.http.head;

import io.netty.buffer.ByteBuf;

/**
 * Follows a connection of HTTP/2 from frame to frame (RFC 9113 §4.1) and knows whether something is open that should soon
 * be closed: the preface, the header of a frame, a frame other than DATA, or a head that goes on in CONTINUATION frames.
 * It reads nine bytes of each frame and passes over the others. Confined to one thread.
 */
final class FrameWalk {
    private static final int PREFACE_BYTES = 24;
    private static final int HEADER_BYTES = 9;
    private static final int LENGTH_BYTES = 3;
    private static final int TYPE_AT = 3;
    private static final int FLAGS_AT = 4;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    /** DATA below this is little more than its header; no body needs many of them. */
    private static final int LITTLE_BYTES = 64;

    /** Of what is passed over: the preface, or the rest of a frame. */
    private long leftBytes = PREFACE_BYTES;

    private int headerBytes;
    private int lengthBytes;
    private int type = -1;
    private boolean headGoesOn;
    private boolean begun;
    private long openings;
    private long emptyFrames;
    private long bodyBytes;
    private long heads;

    /** Goes on over these bytes, which stay as they are. */
    void over(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            if (!begun) {
                begun = true;
                openings++;
            }
            if (leftBytes > 0) {
                int step = (int) Math.min(leftBytes, end - at);
                leftBytes -= step;
                at += step;
            } else {
                header(bytes.getByte(at) & 0xff);
                at++;
            }
            if (leftBytes == 0 && headerBytes == 0 && !headGoesOn) {
                begun = false;
            }
        }
    }

    private void header(int value) {
        if (headerBytes < LENGTH_BYTES) {
            lengthBytes = (headerBytes == 0 ? 0 : lengthBytes << 8) | value;
        } else if (headerBytes == TYPE_AT) {
            type = value;
        } else if (headerBytes == FLAGS_AT && (type == HEADERS || type == CONTINUATION)) {
            headGoesOn = (value & END_HEADERS) == 0;
        }
        headerBytes++;
        if (headerBytes == HEADER_BYTES) {
            headerBytes = 0;
            leftBytes = lengthBytes;
            count();
        }
    }

    /** Heads are counted by whoever decodes them: each is a request, or breaks the protocol. */
    private void count() {
        if (type == DATA) {
            bodyBytes += lengthBytes;
        }
        if (type == HEADERS) {
            heads++;
        }
        boolean little = type == DATA ? lengthBytes < LITTLE_BYTES : type != HEADERS && type != CONTINUATION;
        if (little) {
            emptyFrames++;
        }
    }

    /** How many frames have come that bring next to nothing: neither a head nor more than a few bytes of a body. */
    long emptyFrames() {
        return emptyFrames;
    }

    /** How many heads have begun. */
    long heads() {
        return heads;
    }

    /** How many bytes of bodies have been announced by the headers of their frames. */
    long bodyBytes() {
        return bodyBytes;
    }

    /** Whether something is open that should soon be closed. */
    boolean open() {
        return begun && (headGoesOn || headerBytes > 0 || type != DATA);
    }

    /** How many such things have begun: of two looks at {@link #open}, whether they saw the same one. */
    long openings() {
        return openings;
    }
}
