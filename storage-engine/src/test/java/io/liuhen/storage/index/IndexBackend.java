package io.liuhen.storage.index;

import java.nio.file.Path;

/** A way to keep the index, as the contracts drive it. */
public interface IndexBackend {
    /** Opens or creates the index that this folder stands for. */
    Index open(Path folder);

    /** Makes a closed index look as if a newer server had written it. */
    void makeNewer(Path folder);

    /** Undoes {@link #makeNewer}. */
    void makePresent(Path folder);
}
