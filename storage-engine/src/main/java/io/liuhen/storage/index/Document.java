package io.liuhen.storage.index;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/**
 * One version of a document. Versions count from 1 and are all kept.
 *
 * @param at when this version was made
 * @param sortAt the place of the document among others with the same term
 * @param body opaque to the index
 * @param terms by which its newest version is found; older versions are found by id only
 */
public record Document(DocumentKey key, int version, Instant at, Instant sortAt, ObjectNode body, List<Term> terms) {
    /** Refuses a version below 1. */
    public Document {
        if (version < 1) {
            throw new IllegalArgumentException("versions count from 1, not " + version);
        }
        terms = List.copyOf(terms);
    }
}
