package io.liuhen.storage.simulation;

import io.liuhen.storage.index.Facts;

/** A change that a client has asked for: its facts become true together, and with them what it was for. */
final class Change {
    /** What is known of it. */
    enum State {
        ASKED,
        /** Somebody was told so, or has seen it. */
        TRUE,
        /** It failed in a way that says nothing. */
        IN_DOUBT,
        /** It failed, and it has been seen that nothing came of it. */
        NEVER
    }

    final Facts facts;

    /** Counted in steps of the model. */
    final int askedAt;

    /** When somebody was told that it is true. */
    int toldAt = Integer.MAX_VALUE;

    State state = State.ASKED;

    Change(Facts facts, int askedAt) {
        this.facts = facts;
        this.askedAt = askedAt;
    }
}
