package io.liuhen.storage.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.check.Finding.Sort;
import io.liuhen.storage.disk.FolderView;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The file {@code GENERATION}, and whether the index goes with it: an older copy of the index does not. */
final class GenerationCheck {
    private static final Path PATH = Path.of("GENERATION");

    private final Optional<byte[]> content;
    private final CheckListener listener;

    GenerationCheck(FolderView view, SegmentCheck reader, CheckListener listener) {
        this.content = view.find(PATH).map(found -> reader.content(PATH));
        this.listener = listener;
    }

    /** Finds fault with what is in the file. */
    void file() {
        if (content.isEmpty()) {
            return;
        }
        try {
            ObjectNode json = Json.canonicalObject(content.get());
            long version = Json.number(json, "version");
            if (version > 1) {
                throw new StorageException(
                        Category.TOO_NEW, "the file GENERATION has version " + version + ", this reads up to 1");
            }
            Json.time(json, "since");
            if (Json.number(json, "number") < 1) {
                throw new MalformedException("its \"number\" is below 1");
            }
        } catch (MalformedException e) {
            listener.finding(new Finding(Sort.DAMAGED, PATH.toString(), String.valueOf(e.getMessage())));
        }
    }

    /** Finds fault with an index that does not name the file's digest as the newest or the one before. */
    void index(Index index) {
        Optional<byte[]> known = index.meta("generation");
        if (known.isEmpty()) {
            if (content.isPresent()) {
                index.contradiction("it is older than the file GENERATION");
            }
            return;
        }
        Fields in = new Fields(known.get());
        byte[] newest = in.bytes();
        byte[] former = in.bytes();
        byte[] found = content.map(Digests::of).orElse(new byte[0]);
        if (content.isEmpty() && former.length > 0) {
            listener.finding(new Finding(Sort.MISSING, PATH.toString(), "the file is not there"));
        } else if (!Arrays.equals(found, newest) && !Arrays.equals(found, former)) {
            index.contradiction("it does not go with the file GENERATION: it is an older one, or the file was changed");
        }
    }
}
