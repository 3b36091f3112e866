package io.liuhen.server.lettering;

import io.liuhen.server.media.Stamp;
import java.awt.geom.AffineTransform;
import java.awt.geom.GeneralPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.GlyphData;
import org.apache.fontbox.ttf.TrueTypeCollection;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines of text in WenQuanYi Micro Hei. Thread-safe; the first call reads the font, which then stays in memory
 * (some megabytes).
 *
 * <p>Java's own text drawing would need fontconfig and an installed font: without them it ends in an error.
 */
public final class Lettering {
    private static final String FONT = "wqy-microhei.ttc";
    private static final String FACE = "WenQuanYiMicroHei";

    /** Larger than it will ever be seen, so that workers only scale down. */
    private static final int EM_PIXELS = 40;

    private static final int LINE_PIXELS = 48;
    /** Longer lines go on in the next. */
    private static final int LINE_EMS_MAX = 26;

    private static final int LINES_MAX = 8;
    private static final int BASELINE_PIXELS = 38;

    private @Nullable TrueTypeFont font;

    /** One glyph, and where it begins. */
    private record Placed(int glyph, int atPixels) {}

    /**
     * Draws lines from top to bottom, flush left. What does not fit into eight lines is left out; characters that the font
     * does not have are boxes.
     *
     * @throws IllegalArgumentException if there is nothing to be drawn
     */
    public synchronized Stamp stamp(List<String> lines) {
        try {
            TrueTypeFont face = font();
            List<List<Placed>> set = new ArrayList<>();
            for (String line : lines) {
                set.addAll(set(face, line));
            }
            List<List<Placed>> shown = set.subList(0, Math.min(set.size(), LINES_MAX));
            if (shown.stream().allMatch(List::isEmpty)) {
                throw new IllegalArgumentException("nothing to be written");
            }
            return drawn(face, shown);
        } catch (IOException e) {
            throw new UncheckedIOException("the font cannot be read", e);
        }
    }

    /** Where each character of a line stands, in one line or several. */
    private static List<List<Placed>> set(TrueTypeFont face, String line) throws IOException {
        CmapLookup glyphs = face.getUnicodeCmapLookup();
        List<List<Placed>> set = new ArrayList<>();
        List<Placed> current = new ArrayList<>();
        int at = 0;
        for (int character : line.codePoints().toArray()) {
            // What orders or joins characters would let a text look like another one.
            if (Character.isISOControl(character) || Character.getType(character) == Character.FORMAT) {
                continue;
            }
            int glyph = glyphs.getGlyphId(character);
            int advance = Math.round((float) face.getAdvanceWidth(glyph) * EM_PIXELS / face.getUnitsPerEm());
            if (at + advance > LINE_EMS_MAX * EM_PIXELS) {
                set.add(current);
                current = new ArrayList<>();
                at = 0;
            }
            current.add(new Placed(glyph, at));
            at += advance;
        }
        if (!current.isEmpty()) {
            set.add(current);
        }
        return set;
    }

    private static Stamp drawn(TrueTypeFont face, List<List<Placed>> lines) throws IOException {
        int width = 0;
        for (List<Placed> line : lines) {
            width = Math.max(width, line.get(line.size() - 1).atPixels() + EM_PIXELS);
        }
        Ink ink = new Ink(width, lines.size() * LINE_PIXELS);
        double scale = (double) EM_PIXELS / face.getUnitsPerEm();
        for (int row = 0; row < lines.size(); row++) {
            for (Placed placed : lines.get(row)) {
                GlyphData glyph = face.getGlyph().getGlyph(placed.glyph());
                if (glyph != null) {
                    GeneralPath outline = glyph.getPath();
                    // Fonts count upwards from the baseline.
                    outline.transform(new AffineTransform(
                            scale, 0, 0, -scale, placed.atPixels(), row * (double) LINE_PIXELS + BASELINE_PIXELS));
                    ink.fill(outline);
                }
            }
        }
        return new Stamp(ink.width(), ink.height(), lines.size(), ink.bytes());
    }

    private TrueTypeFont font() throws IOException {
        TrueTypeFont known = font;
        if (known != null) {
            return known;
        }
        try (InputStream in = Lettering.class.getResourceAsStream(FONT)) {
            if (in == null) {
                throw new IllegalStateException("the font " + FONT + " is not on the class path");
            }
            // The face reads on from the collection, which is in memory.
            @SuppressWarnings("resource")
            TrueTypeCollection collection = new TrueTypeCollection(in);
            TrueTypeFont read = collection.getFontByName(FACE);
            if (read == null) {
                throw new IllegalStateException(FONT + " has no " + FACE);
            }
            font = read;
            return read;
        }
    }
}
