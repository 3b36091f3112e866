package io.liuhen.storage.testing;

import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.FixityIndex;
import io.liuhen.storage.testing.FakeTables.Look;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** When segments of a {@link FakeIndex} were read again. Thread-safe. */
final class FakeFixity implements FixityIndex {
    private static final Comparator<Due> IN_ORDER =
            Comparator.comparing(Due::since).thenComparing(Due::id);

    private final FakeIndex index;

    FakeFixity(FakeIndex index) {
        this.index = index;
    }

    @Override
    public List<Due> due(int limit) {
        return inOrder().limit(limit).toList();
    }

    @Override
    public List<Due> dueAfter(Due place, int limit) {
        return inOrder()
                .filter(due -> IN_ORDER.compare(due, place) > 0)
                .limit(limit)
                .toList();
    }

    private Stream<Due> inOrder() {
        return index
                .read(tables -> tables.segments.values().stream()
                        .map(segment -> new Due(
                                segment.id(),
                                Optional.ofNullable(tables.looks.get(segment.id()))
                                        .map(Look::at)
                                        .orElse(segment.sealedAt())))
                        .sorted(IN_ORDER)
                        .toList())
                .stream();
    }

    @Override
    public Commit looked(SegmentId id, Instant at, boolean intact, Facts facts) {
        return index.change(tables -> {
            if (!tables.segments.containsKey(id)) {
                return new Commit.Fenced();
            }
            Optional<Instant> intactAt = intact
                    ? Optional.of(at)
                    : Optional.ofNullable(tables.looks.get(id)).flatMap(Look::intactAt);
            return new FakeFacts(index, tables, facts).commit(() -> {
                tables.looks.put(id, new Look(at, intactAt));
                if (intact) {
                    tables.lastIntactAt = Optional.of(at);
                }
            });
        });
    }

    @Override
    public Optional<Instant> intactAt(SegmentId id) {
        return index.read(tables -> Optional.ofNullable(tables.looks.get(id)).flatMap(Look::intactAt));
    }

    @Override
    public Optional<Instant> lastIntactAt() {
        return index.read(tables -> tables.lastIntactAt);
    }

    @Override
    public Optional<LocalDate> walked() {
        return index.read(tables -> tables.walked);
    }

    @Override
    public void walked(LocalDate day) {
        index.change(tables -> {
            index.commitUnsynced(() -> tables.walked = Optional.of(day));
            return true;
        });
    }
}
