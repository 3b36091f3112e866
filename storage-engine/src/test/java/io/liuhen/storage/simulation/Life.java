package io.liuhen.storage.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.simulation.UploadModel.Phase;
import io.liuhen.storage.testing.Faults.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One store from its creation on, through some servers, each of which ends in its own way. */
final class Life {
    private static final int STEPS = 70;

    private final Machine machine;
    private final FactsModel facts;
    private final Uploaders uploaders;
    private final Clerks clerks;
    private final Checker checker;
    private final DamageCheck damage;

    Life(long seed) {
        machine = new Machine(seed);
        facts = new FactsModel(machine);
        uploaders = new Uploaders(machine, facts);
        DerivedModel derived = new DerivedModel(machine);
        clerks = new Clerks(machine, facts, derived);
        checker = new Checker(machine, facts, uploaders, derived);
        damage = new DamageCheck(machine);
    }

    /** Lives it; throws what it finds. */
    void live() {
        int servers = 2 + machine.chance.nextInt(4);
        for (int server = 0; server < servers; server++) {
            start();
            checker.check();
            if (machine.oneIn(3)) {
                damage.check(uploaders.uploads());
            }
            disturb();
            work();
            end();
        }
        start();
        checker.check();
        finish();
    }

    /** Opens the store, often only after some tries that are disturbed. */
    private void start() {
        for (int i = machine.chance.nextInt(3); i > 0; i--) {
            disturb();
            try {
                open();
                endDisturbance();
                if (!machine.disk.isOff() && !machine.isReadOnly()) {
                    return;
                }
            } catch (StorageException e) {
                assertTrue(
                        e.category() == Category.IO
                                || e.category() == Category.NO_SPACE
                                || e.category() == Category.AMBIGUOUS_COMMIT,
                        "opening failed in a way that nothing has caused: " + e);
                endDisturbance();
            }
            vanish();
        }
        open();
    }

    private void open() {
        try {
            machine.open(1 + machine.chance.nextInt(4));
            facts.jobs.released(machine.clock.instant(), false);
        } catch (StorageException e) {
            facts.jobs.released(machine.clock.instant(), true);
            throw e;
        }
    }

    /** What will go wrong; often nothing, and never everything. */
    private void disturb() {
        switch (machine.chance.nextInt(7)) {
            case 0, 1 -> {
                for (Kind kind : List.of(Kind.READ, Kind.WRITE, Kind.NAME, Kind.DESCRIPTOR, Kind.INDEX_READ)) {
                    if (machine.oneIn(2)) {
                        machine.faults.set(kind, 5 + machine.chance.nextInt(60));
                    }
                }
            }
            case 2 ->
                machine.faults.set(
                        machine.any(List.of(Kind.SYNC, Kind.INDEX_WRITE, Kind.INDEX_FULL)),
                        10 + machine.chance.nextInt(60));
            case 3 -> machine.disk.setRoom(machine.chance.nextInt(12_000), machine.chance.nextInt(20));
            case 4 -> machine.faults.set(Kind.DESCRIPTOR, 1 + machine.chance.nextInt(4));
            default -> {
                // Good weather.
            }
        }
        if (machine.oneIn(2)) {
            machine.disk.powerOffAfter(1 + machine.chance.nextInt(machine.oneIn(2) ? 60 : 900));
        }
    }

    private void endDisturbance() {
        if (!machine.disk.isOff()) {
            machine.disk.powerOffAfter(Integer.MAX_VALUE);
        }
        machine.faults.stop();
        machine.disk.giveRoom();
    }

    private void work() {
        for (int step = 0; step < STEPS && !machine.disk.isOff(); step++) {
            if (machine.oneIn(4)) {
                clerks.act(subjects(), sealed());
            } else {
                uploaders.act();
            }
            for (int i = machine.chance.nextInt(4); i > 0; i--) {
                machine.step();
            }
            machine.clock.move(Duration.ofMillis(machine.chance.nextInt(4000)));
            if (machine.oneIn(80)) {
                machine.moveClock();
            }
            if (machine.disk.hasLimits() && machine.oneIn(25)) {
                machine.disk.giveRoom();
            }
        }
    }

    private List<SegmentId> subjects() {
        return uploaders.uploads().stream().map(upload -> upload.id).toList();
    }

    private List<SegmentId> sealed() {
        return uploaders.uploads().stream()
                .filter(upload -> upload.phase == Phase.SEALED)
                .map(upload -> upload.id)
                .toList();
    }

    private void end() {
        if (!machine.disk.isOff() && machine.oneIn(2)) {
            machine.settle();
            int struck = machine.faults.struck();
            boolean undisturbed = !machine.isReadOnly() && !machine.disk.hasLimits();
            machine.close();
            uploaders.stopped(undisturbed && struck == machine.faults.struck() && !machine.disk.isOff());
        }
        endDisturbance();
        vanish();
    }

    /** The server is gone, with or without the power. */
    private void vanish() {
        // A file system that has shut down must be mounted again, which forgets its cache as a loss of power does.
        if (!machine.disk.isShutDown() && machine.oneIn(2)) {
            machine.kill();
        } else {
            machine.cutPower();
        }
        uploaders.died();
        facts.died();
    }

    /** In the end every open upload can be sealed as it is. */
    private void finish() {
        for (UploadModel upload : uploaders.uploads()) {
            if (upload.phase == Phase.OPEN) {
                uploaders.sealAsIs(upload);
            }
        }
        checker.check();
        machine.close();
        vanish();
        machine.open(4);
        facts.jobs.released(machine.clock.instant(), false);
        checker.check();
        machine.close();
        uploaders.uploads().forEach(upload -> machine.count("upload " + upload.phase));
        facts.changes().forEach(change -> machine.count("change " + change.state));
    }

    /** What has happened in it, and how often. */
    Map<String, Integer> tally() {
        return machine.tally();
    }

    /** What it has left. */
    String fingerprint() {
        return machine.fingerprint();
    }
}
