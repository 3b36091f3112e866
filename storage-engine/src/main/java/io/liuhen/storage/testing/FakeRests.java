package io.liuhen.storage.testing;

import static io.liuhen.storage.testing.FakeIndex.rule;

import io.liuhen.storage.index.RestIndex;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** When uploads of a {@link FakeIndex} are to be looked at again. Thread-safe. */
final class FakeRests implements RestIndex {
    private static final Comparator<Rest> IN_TURN =
            Comparator.comparingLong(Rest::dueMicros).thenComparing(Rest::id);

    private final FakeIndex index;

    FakeRests(FakeIndex index) {
        this.index = index;
    }

    @Override
    public List<Rest> due(long servedMicros, int limit) {
        return index.read(tables -> tables.rests.values().stream()
                .filter(rest -> rest.dueMicros() <= servedMicros)
                .sorted(IN_TURN)
                .limit(limit)
                .toList());
    }

    @Override
    public void again(Rest old, Rest next) {
        rule(old.id().equals(next.id()), "a row is put off, not given to another upload");
        replace(old, Optional.of(next));
    }

    @Override
    public void forget(Rest old) {
        replace(old, Optional.empty());
    }

    private void replace(Rest old, Optional<Rest> next) {
        index.change(tables -> {
            index.commitUnsynced(() -> tables.rest(old.id(), next));
            return true;
        });
    }

    @Override
    public long servedMicros() {
        return index.read(tables -> tables.servedMicros);
    }

    @Override
    public void served(long micros) {
        index.change(tables -> {
            index.commitUnsynced(() -> tables.servedMicros = micros);
            return true;
        });
    }
}
