package io.liuhen.storage.index;

import io.liuhen.storage.format.SegmentId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What must become true together with an operation, or not at all: new versions of documents, entries for the ledger,
 * jobs. A document's version says which version it replaces; if that is not the newest, the whole operation is a
 * conflict.
 *
 * @param standing segments that the facts rely on: if one of them is none any more, the whole operation is a conflict
 */
public record Facts(List<Document> documents, List<LedgerEntry> entries, List<NewJob> jobs, Set<SegmentId> standing) {
    /** Largest stored form of the documents of one change together, and of each entry: both become one log record. */
    public static final int BYTES_MAX = 8 << 20;

    /** The kind under which sealed segments are found; no document may have it. */
    public static final String SEGMENT = "segment";

    /** Kinds that nobody but the index makes documents of. */
    private static final Set<String> RESERVED = Set.of(SEGMENT, Keeping.KIND, Tombstone.KIND);

    private static final Facts NONE = new Facts(List.of(), List.of(), List.of());

    /** Copies the lists. Refuses two versions of one document, and documents that only the index makes. */
    public Facts {
        documents = List.copyOf(documents);
        Set<DocumentKey> keys = new HashSet<>();
        for (Document document : documents) {
            if (RESERVED.contains(document.key().kind()) || !keys.add(document.key())) {
                throw new IllegalArgumentException("not a fact beside the others: " + document.key());
            }
        }
        entries = List.copyOf(entries);
        jobs = List.copyOf(jobs);
        standing = Set.copyOf(standing);
    }

    /** Facts that rely on nothing but their documents' versions. */
    public Facts(List<Document> documents, List<LedgerEntry> entries, List<NewJob> jobs) {
        this(documents, entries, jobs, Set.of());
    }

    /** Nothing. */
    public static Facts none() {
        return NONE;
    }

    /** One entry for the ledger. */
    public static Facts of(LedgerEntry entry) {
        return new Facts(List.of(), List.of(entry), List.of());
    }

    /** One new version of a document. */
    public static Facts of(Document document) {
        return new Facts(List.of(document), List.of(), List.of());
    }

    /** One job. */
    public static Facts of(NewJob job) {
        return new Facts(List.of(), List.of(), List.of(job));
    }

    /** Nothing new, but only as long as this segment has not been disposed of. */
    public static Facts whileStanding(SegmentId segment) {
        return new Facts(List.of(), List.of(), List.of(), Set.of(segment));
    }

    /** These and those. */
    public Facts and(Facts more) {
        Set<SegmentId> both = new HashSet<>(standing);
        both.addAll(more.standing);
        return new Facts(
                joined(documents, more.documents), joined(entries, more.entries), joined(jobs, more.jobs), both);
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
