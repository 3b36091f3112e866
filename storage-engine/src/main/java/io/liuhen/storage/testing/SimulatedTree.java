package io.liuhen.storage.testing;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The files and names of a {@link SimulatedDisk}, as they are and as they are known to survive. Not thread-safe: guarded
 * by the disk.
 */
final class SimulatedTree {
    private final Directory root = new Directory();

    /** Changes of names that no sync has covered, oldest first. */
    private final List<Change> unsynced = new ArrayList<>();

    /** Something that a name stands for. */
    abstract static class Node {}

    /** Names, as they are and as they survive. */
    static final class Directory extends Node {
        final TreeMap<String, Node> entries = new TreeMap<>();
        private final TreeMap<String, Node> durable = new TreeMap<>();
    }

    /** One change of names: one is removed, or one is added, or both as one rename. Compared by identity. */
    private static final class Change {
        private final @Nullable Directory removedFrom;
        private final String removed;
        private final @Nullable Directory addedTo;
        private final String added;
        private final @Nullable Node node;

        Change(
                @Nullable Directory removedFrom,
                String removed,
                @Nullable Directory addedTo,
                String added,
                @Nullable Node node) {
            this.removedFrom = removedFrom;
            this.removed = removed;
            this.addedTo = addedTo;
            this.added = added;
            this.node = node;
        }

        boolean touches(Directory directory) {
            return removedFrom == directory || addedTo == directory;
        }

        boolean sharesANameWith(Change other) {
            return other.isAt(removedFrom, removed) || other.isAt(addedTo, added);
        }

        private boolean isAt(@Nullable Directory directory, String name) {
            if (directory == null) {
                return false;
            }
            boolean isRemoved = removedFrom == directory && removed.equals(name);
            return isRemoved || (addedTo == directory && added.equals(name));
        }

        void apply(boolean durably) {
            if (removedFrom != null) {
                (durably ? removedFrom.durable : removedFrom.entries).remove(removed);
            }
            if (addedTo != null && node != null) {
                (durably ? addedTo.durable : addedTo.entries).put(added, node);
            }
        }
    }

    @Nullable
    Node find(Path path) {
        Node node = root;
        for (Path part : path) {
            String name = part.toString();
            if (name.isEmpty()) {
                continue;
            }
            node = node instanceof Directory directory ? directory.entries.get(name) : null;
        }
        return node;
    }

    void put(Directory parent, String name, Node node) {
        change(new Change(null, "", parent, name, node));
    }

    void remove(Directory parent, String name) {
        change(new Change(parent, name, null, "", null));
    }

    void rename(Directory from, String oldName, Directory to, String newName, Node node) {
        change(new Change(from, oldName, to, newName, node));
    }

    private void change(Change change) {
        change.apply(false);
        unsynced.add(change);
    }

    /**
     * Everything that was done to the names in a directory survives from here on, and so does what happened to the same
     * names before, wherever that was.
     */
    void sync(Directory directory) {
        Deque<Change> needed = new ArrayDeque<>();
        for (int i = unsynced.size() - 1; i >= 0; i--) {
            Change change = unsynced.get(i);
            if (change.touches(directory) || needed.stream().anyMatch(change::sharesANameWith)) {
                needed.addFirst(change);
            }
        }
        needed.forEach(change -> change.apply(true));
        unsynced.removeAll(needed);
    }

    /** The power was gone: of what was not synced, some has survived. */
    void loseUnsynced(RandomGenerator chance) {
        for (Change change : unsynced) {
            if (chance.nextBoolean()) {
                change.apply(true);
            }
        }
        unsynced.clear();
        settle(root, chance);
    }

    private static void settle(Directory directory, RandomGenerator chance) {
        directory.entries.clear();
        directory.entries.putAll(directory.durable);
        for (Node node : directory.entries.values()) {
            if (node instanceof SimulatedFile file) {
                file.loseUnsynced(chance);
            } else if (node instanceof Directory inner) {
                settle(inner, chance);
            }
        }
    }

    /** Every file that has a name, by its path. */
    Map<Path, SimulatedFile> files() {
        Map<Path, SimulatedFile> found = new TreeMap<>();
        collect(root, Path.of(""), found);
        return found;
    }

    private static void collect(Directory directory, Path path, Map<Path, SimulatedFile> found) {
        directory.entries.forEach((name, node) -> {
            if (node instanceof SimulatedFile file) {
                found.put(path.resolve(name), file);
            } else if (node instanceof Directory inner) {
                collect(inner, path.resolve(name), found);
            }
        });
    }

    /** What everything that has a name takes up, in whole blocks. */
    long usedBytes() {
        return files().values().stream()
                .mapToLong(file -> (file.size() + SimulatedFile.BLOCK_BYTES - 1L)
                        / SimulatedFile.BLOCK_BYTES
                        * SimulatedFile.BLOCK_BYTES)
                .sum();
    }

    /** How many files and directories there are. */
    int usedInodes() {
        return count(root);
    }

    private static int count(Directory directory) {
        int count = 1;
        for (Node node : directory.entries.values()) {
            count += node instanceof Directory inner ? count(inner) : 1;
        }
        return count;
    }
}
