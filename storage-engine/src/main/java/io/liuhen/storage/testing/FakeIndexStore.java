package io.liuhen.storage.testing;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.index.Index;
import io.liuhen.storage.testing.Faults.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * An index in memory that outlives the process which has it open, and is stricter than a real one: what the port allows to
 * forget is forgotten, a write may fail with and without its effect, and whoever uses it against the port's rules is told
 * so with an {@code IllegalStateException}. Thread-safe.
 *
 * <p>The fault model: what a synced operation has changed survives everything, from the moment at which it returns. If the
 * power goes during one, or it fails, it is true or not, from then on or from the next start on. Claims, and what was said
 * of the journal, survive a loss of power or not, each for itself. Nothing is damaged.
 */
public final class FakeIndexStore {
    /** The file by which the engine sees that there is an index; a store without it is a new one. */
    private static final Path ROOT = Path.of("CURRENT");

    private static final int NEWEST_FORMAT = 1;

    private final Power power;
    private final Faults faults;
    private FakeTables tables = new FakeTables();

    /** Whether the file by which it is known is durable. */
    private boolean begun;

    /** Changes of which nobody knows whether they have happened, in their order; the next start decides. */
    private final List<Runnable> undecided = new ArrayList<>();

    /** A store in which nothing fails. */
    public FakeIndexStore() {
        this(new Power(), new Faults(new SplittableRandom(0)));
    }

    private FakeIndexStore(Power power, Faults faults) {
        this.power = power;
        this.faults = faults;
    }

    /** A store in the same machine as a disk: it has the disk's power and its faults. */
    public static FakeIndexStore beside(SimulatedDisk disk) {
        return new FakeIndexStore(disk.power(), disk.faults());
    }

    /** Opens the index, or begins a new one where the disk knows of none in this folder. */
    public synchronized Index open(Disk disk, Path folder, Durability durability) {
        Path root = folder.resolve(ROOT);
        if (!disk.exists(root)) {
            tables = new FakeTables();
            undecided.clear();
            begun = false;
            disk.create(root).close();
        }
        if (!begun) {
            disk.syncDirectory(folder);
            begun = true;
        }
        return open(durability);
    }

    /** Opens the index as it is. */
    public synchronized Index open(Durability durability) {
        refuse();
        decide();
        if (tables.format > NEWEST_FORMAT) {
            throw new StorageException(Category.TOO_NEW, "the index was written by a newer server");
        }
        return new FakeIndex(this, durability);
    }

    /** Makes it look as if a newer or this server had written it. */
    public synchronized void setFormat(boolean newer) {
        tables.format = newer ? NEWEST_FORMAT + 1 : NEWEST_FORMAT;
    }

    /** The power was gone; to be called beside {@link SimulatedDisk#powerOn}. */
    public synchronized void powerOn(RandomGenerator chance) {
        tables.loseForgettable(chance);
    }

    private void decide() {
        undecided.forEach(change -> {
            if (faults.chance().nextBoolean()) {
                change.run();
            }
        });
        undecided.clear();
    }

    FakeTables tables() {
        return tables;
    }

    Power power() {
        return power;
    }

    /** A read, or the beginning of a write: may fail, and then nothing has happened. */
    void refuse() {
        power.use();
        if (faults.strikes(Kind.INDEX_READ)) {
            throw failed(Kind.INDEX_READ);
        }
    }

    /** A synced write. */
    void write(Runnable change) {
        if (power.isOff()) {
            // It was on its way when the power went.
            undecided.add(change);
        }
        power.use();
        if (faults.strikes(Kind.INDEX_FULL)) {
            throw new StorageException(Category.NO_SPACE, "simulated fault: " + Kind.INDEX_FULL);
        }
        if (faults.strikes(Kind.INDEX_WRITE)) {
            switch (faults.chance().nextInt(3)) {
                case 0 -> change.run();
                case 1 -> undecided.add(change);
                default -> {
                    // It never was, and never will be.
                }
            }
            throw failed(Kind.INDEX_WRITE);
        }
        change.run();
        // The power may go before anybody learns that it was written.
        power.use();
    }

    private static StorageException failed(Kind fault) {
        return new StorageException(Category.IO, "simulated fault: " + fault);
    }
}
