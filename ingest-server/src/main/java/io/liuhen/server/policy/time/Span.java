package io.liuhen.server.policy.time;

/** How long a term is. */
public record Span(int amount, SpanUnit unit) {
    /** Longer than any regulation asks for, short enough that no date overflows. */
    public static final int AMOUNT_MAX = 100_000;

    public Span {
        if (amount < 1 || amount > AMOUNT_MAX) {
            throw new IllegalArgumentException("a term is 1 to " + AMOUNT_MAX + " long, not " + amount);
        }
    }

    /** Both, one after the other; they must be counted alike. */
    public Span plus(Span other) {
        if (other.unit != unit) {
            throw new IllegalArgumentException(unit + " cannot be extended by " + other.unit);
        }
        return new Span(Math.min(AMOUNT_MAX, amount + other.amount), unit);
    }
}
