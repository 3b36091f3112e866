package io.liuhen.server.importing;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The next bytes of a stream, and no more. Confined to its reader. */
final class Part extends FilterInputStream {
    private long leftBytes;

    Part(InputStream whole, long countBytes) {
        super(whole);
        this.leftBytes = countBytes;
    }

    @Override
    public int read() throws IOException {
        if (leftBytes == 0) {
            return -1;
        }
        int one = super.read();
        leftBytes -= one < 0 ? 0 : 1;
        return one;
    }

    @Override
    public int read(byte[] target, int from, int count) throws IOException {
        if (leftBytes == 0 && count > 0) {
            return -1;
        }
        int taken = super.read(target, from, (int) Math.min(count, leftBytes));
        leftBytes -= Math.max(0, taken);
        return taken;
    }
}
