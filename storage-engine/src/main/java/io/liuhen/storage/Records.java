package io.liuhen.storage;

import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentIndex.Page;
import io.liuhen.storage.index.DocumentIndex.Query;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import java.util.List;
import java.util.Optional;

/** Versioned documents. Thread-safe; every method blocks on the disk. */
public final class Records {
    private final EngineParts parts;

    Records(EngineParts parts) {
        this.parts = parts;
    }

    /** Makes facts true, durably and in the journal. Answers {@code Done} or {@code Conflict}. */
    public Commit record(Facts facts) {
        return parts.committer().finish(parts.index().documents().record(facts));
    }

    /** The newest version of a document. */
    public Optional<Document> newest(DocumentKey key) {
        return parts.index().documents().newest(key);
    }

    /** All versions of a document, oldest first. */
    public List<Document> versions(DocumentKey key) {
        return parts.index().documents().versions(key);
    }

    /** Documents, or segments, that carry a term. Throws {@code IllegalArgumentException} for a cursor that is none. */
    public Page find(Query query) {
        return parts.index().documents().find(query);
    }
}
