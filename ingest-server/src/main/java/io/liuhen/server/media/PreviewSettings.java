package io.liuhen.server.media;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What a contact sheet and a waveform look like.
 *
 * @param columns of the contact sheet
 * @param rows of the contact sheet, at most: short recordings need fewer
 * @param cellPixels each picture on the sheet fits a square of this side
 * @param waveformWidth in pixels
 * @param waveformHeight in pixels
 */
public record PreviewSettings(int columns, int rows, int cellPixels, int waveformWidth, int waveformHeight) {
    /** Sixteen pictures of 240 pixels, a waveform of 1200 by 120. */
    public static final PreviewSettings DEFAULT = new PreviewSettings(4, 4, 240, 1200, 120);

    public PreviewSettings {
        if (columns < 1 || columns > 16 || rows < 1 || rows > 16) {
            throw new IllegalArgumentException("columns and rows are not within 1..16: " + columns + " x " + rows);
        }
        if (cellPixels < 32 || cellPixels > 640) {
            throw new IllegalArgumentException("cellPixels is not within 32..640: " + cellPixels);
        }
        if (waveformWidth < 16 || waveformWidth > 4096 || waveformHeight < 16 || waveformHeight > 1024) {
            throw new IllegalArgumentException("waveform of " + waveformWidth + " x " + waveformHeight + " pixels");
        }
    }

    int cells() {
        return columns * rows;
    }

    void writeTo(DataOutputStream out) throws IOException {
        out.writeInt(columns);
        out.writeInt(rows);
        out.writeInt(cellPixels);
        out.writeInt(waveformWidth);
        out.writeInt(waveformHeight);
    }

    static PreviewSettings readFrom(DataInputStream in) throws IOException {
        return new PreviewSettings(in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readInt());
    }
}
