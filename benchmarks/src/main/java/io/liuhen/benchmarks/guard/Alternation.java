package io.liuhen.benchmarks.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Lets contenders work turn and turn about, in one process and in short turns, and adds up what each has cost. Whatever
 * the machine does meanwhile it does to all of them: every second time they go in the opposite order, so that a steady
 * drift cancels out.
 *
 * <p>Each clears up before the next begins. The pages of its file then go straight to the next one's; a page that the
 * machine has to fetch from its host first would cost more than all that is measured here.
 */
public final class Alternation {
    private final List<Contender> contenders;
    private final CpuClock clock = new CpuClock();

    public Alternation(List<Contender> contenders) {
        this.contenders = List.copyOf(contenders);
    }

    /** What each contender's turns have cost, in the order of the contenders. */
    public List<Cost> round(int turns) {
        return round(turns, Cost::sum);
    }

    /** @param summary what stands for the turns of a contender */
    List<Cost> round(int turns, Function<List<Cost>, Cost> summary) {
        List<List<Cost>> costs = new ArrayList<>();
        contenders.forEach(contender -> costs.add(new ArrayList<>()));
        for (int turn = 0; turn < turns; turn++) {
            for (int i = 0; i < contenders.size(); i++) {
                int place = turn % 2 == 0 ? i : contenders.size() - 1 - i;
                costs.get(place).add(turn(contenders.get(place)));
            }
        }
        return costs.stream().map(summary).toList();
    }

    private Cost turn(Contender contender) {
        contender.before();
        try {
            Cost start = now();
            contender.work();
            return now().minus(start);
        } finally {
            contender.after();
        }
    }

    private Cost now() {
        return new Cost(clock.nanos(), System.nanoTime());
    }
}
