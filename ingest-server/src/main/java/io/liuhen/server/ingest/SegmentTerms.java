package io.liuhen.server.ingest;

import io.liuhen.storage.index.DocumentIndex.Order;
import io.liuhen.storage.index.DocumentIndex.Query;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.Term;
import java.util.Optional;

/** Asks for sealed segments by a term. */
final class SegmentTerms {
    private SegmentTerms() {}

    static Query query(Term term, int limit) {
        return new Query(
                Facts.SEGMENT, term, Optional.empty(), Optional.empty(), Optional.empty(), limit, Order.OLDEST_FIRST);
    }
}
