package io.liuhen.server.media;

/** An exact fraction, as frame rates and aspect ratios are given: 30000/1001. Unknown is {@code 0/1}. */
public record Rational(int numerator, int denominator) {

    /** What a container does not say. */
    public static final Rational UNKNOWN = new Rational(0, 1);

    public Rational {
        if (denominator <= 0) {
            throw new IllegalArgumentException("denominator is not positive: " + denominator);
        }
        if (numerator < 0) {
            throw new IllegalArgumentException("numerator is negative: " + numerator);
        }
    }

    /** Takes what a decoder reports: {@code 0/0}, negative or infinite values are unknown. */
    static Rational orUnknown(int numerator, int denominator) {
        return numerator > 0 && denominator > 0 ? new Rational(numerator, denominator) : UNKNOWN;
    }

    /** Whether anything is said. */
    public boolean known() {
        return numerator > 0;
    }

    /** As one number. */
    public double value() {
        return (double) numerator / denominator;
    }
}
