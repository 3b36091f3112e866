package io.liuhen.server.lettering;

import java.awt.Shape;
import java.awt.geom.FlatteningPathIterator;
import java.awt.geom.PathIterator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A sheet on which outlines are filled, with smooth edges: each pixel has as much ink as of it is covered. What winds
 * around a point counts (the non-zero rule), as fonts want it.
 */
final class Ink {
    /** Each row of pixels is looked at so many times; along a row coverage is exact. */
    private static final int ROWS_PER_PIXEL = 4;

    private static final double FLATNESS_PIXELS = 0.1;

    private final int width;
    private final int height;
    private final float[] covered;

    Ink(int width, int height) {
        this.width = width;
        this.height = height;
        this.covered = new float[width * height];
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** A straight piece of an outline, from its upper end to its lower one. */
    private record Edge(double x, double y, double endX, double endY, int winding) {
        static Edge of(double x, double y, double endX, double endY) {
            return y <= endY ? new Edge(x, y, endX, endY, 1) : new Edge(endX, endY, x, y, -1);
        }

        boolean crosses(double row) {
            return y <= row && row < endY;
        }

        double at(double row) {
            return x + (endX - x) * (row - y) / (endY - y);
        }
    }

    private record Crossing(double x, int winding) {}

    void fill(Shape outline) {
        List<Edge> edges = edges(outline);
        double top = edges.stream().mapToDouble(Edge::y).min().orElse(0);
        double bottom = edges.stream().mapToDouble(Edge::endY).max().orElse(0);
        int from = Math.max(0, (int) Math.floor(top));
        int to = Math.min(height, (int) Math.ceil(bottom));
        for (int y = from; y < to; y++) {
            for (int part = 0; part < ROWS_PER_PIXEL; part++) {
                fillRow(edges, y, y + (part + 0.5) / ROWS_PER_PIXEL);
            }
        }
    }

    private static List<Edge> edges(Shape outline) {
        List<Edge> edges = new ArrayList<>();
        PathIterator path = new FlatteningPathIterator(outline.getPathIterator(null), FLATNESS_PIXELS);
        double[] point = new double[6];
        double startX = 0;
        double startY = 0;
        double x = 0;
        double y = 0;
        for (; !path.isDone(); path.next()) {
            int kind = path.currentSegment(point);
            if (kind == PathIterator.SEG_CLOSE) {
                point[0] = startX;
                point[1] = startY;
            }
            if (kind == PathIterator.SEG_MOVETO) {
                startX = point[0];
                startY = point[1];
            } else {
                edges.add(Edge.of(x, y, point[0], point[1]));
            }
            x = point[0];
            y = point[1];
        }
        return edges;
    }

    private void fillRow(List<Edge> edges, int y, double row) {
        List<Crossing> crossings = edges.stream()
                .filter(edge -> edge.crosses(row))
                .map(edge -> new Crossing(edge.at(row), edge.winding()))
                .sorted(Comparator.comparingDouble(Crossing::x))
                .toList();
        int winding = 0;
        for (int i = 0; i + 1 < crossings.size(); i++) {
            winding += crossings.get(i).winding();
            if (winding != 0) {
                cover(y, crossings.get(i).x(), crossings.get(i + 1).x());
            }
        }
    }

    private void cover(int y, double fromX, double toX) {
        double from = Math.max(0, fromX);
        double to = Math.min(width, toX);
        for (int x = (int) from; x < to; x++) {
            double share = Math.min(to, x + 1) - Math.max(from, x);
            covered[y * width + x] += (float) (share / ROWS_PER_PIXEL);
        }
    }

    /** Row by row, 0 for none to 255 for all. */
    byte[] bytes() {
        byte[] bytes = new byte[covered.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.min(255, Math.round(covered[i] * 255));
        }
        return bytes;
    }
}
