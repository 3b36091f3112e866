package io.liuhen.server.regulation;

import io.liuhen.server.config.RuleChoice;
import io.liuhen.server.config.UnitConfig;
import io.liuhen.server.policy.Obligations;
import io.liuhen.server.policy.pack.CalendarFolder;
import io.liuhen.server.policy.pack.InvalidPackException;
import io.liuhen.server.policy.pack.PackReader;
import io.liuhen.server.policy.pack.ShippedPacks;
import io.liuhen.server.policy.rule.Editions;
import io.liuhen.server.policy.rule.RulePack;
import io.liuhen.server.policy.time.WorkCalendar;
import io.liuhen.storage.format.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the unit's regulation asks, as of the packs that are configured and the years that are imported. Thread-safe. */
public final class Regulation {
    /** Changes when the same facts, pack and calendar are judged otherwise by this program than by an earlier one. */
    private static final int JUDGING = 1;

    private final Editions editions;
    private final String packs;
    private final CalendarFolder calendars;
    private final ZoneId zone;
    private volatile State state;

    private Regulation(Editions editions, String packs, CalendarFolder calendars, ZoneId zone) {
        this.editions = editions;
        this.packs = packs;
        this.calendars = calendars;
        this.zone = zone;
        state = read();
    }

    /** What judges, and by what it is known again. */
    private record State(Obligations obligations, String basis) {}

    /**
     * Reads the packs that a unit follows, and its calendar.
     *
     * @throws IllegalArgumentException with a sentence for the operator, if a pack is not there, is wrong, or two are in force
     *     on one day
     */
    public static Regulation of(UnitConfig unit, CalendarFolder calendars) {
        List<RulePack> followed = new ArrayList<>();
        StringBuilder known = new StringBuilder("judging " + JUDGING + "\n");
        for (int i = 0; i < unit.rules().size(); i++) {
            RuleChoice choice = unit.rules().get(i);
            String text = text(choice.pack());
            Optional<LocalDate> next =
                    i + 1 < unit.rules().size() ? unit.rules().get(i + 1).from() : Optional.empty();
            RulePack pack = narrowed(pack(choice.pack(), text), choice.from(), next);
            followed.add(pack);
            known.append(pack.from()).append(pack.until()).append(text).append('\n');
        }
        return new Regulation(new Editions(followed), known.toString(), calendars, unit.zone());
    }

    private static String text(String pack) {
        if (ShippedPacks.codes().contains(pack)) {
            return ShippedPacks.text(pack);
        }
        try {
            return Files.readString(Path.of(pack));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "unit.rules: no pack ships as \"" + pack + "\", and there is no such file; there are "
                            + String.join(", ", ShippedPacks.codes()),
                    e);
        }
    }

    private static RulePack pack(String name, String text) {
        try {
            return PackReader.read(text);
        } catch (InvalidPackException e) {
            throw new IllegalArgumentException(
                    "unit.rules: the pack " + name + " is wrong; rules check tells more: " + e.getMessage(), e);
        }
    }

    /** In force no longer than the pack says, and from when until when the unit follows it. */
    private static RulePack narrowed(RulePack pack, Optional<LocalDate> from, Optional<LocalDate> next) {
        Optional<LocalDate> first = pack.from()
                .filter(day -> from.isEmpty() || from.get().isBefore(day))
                .or(() -> from);
        Optional<LocalDate> end = next.map(day -> day.minusDays(1));
        Optional<LocalDate> last = pack.until()
                .filter(day -> end.isEmpty() || day.isBefore(end.get()))
                .or(() -> end);
        return pack.inForce(first, last);
    }

    private State read() {
        WorkCalendar calendar;
        try {
            calendar = calendars.read();
        } catch (InvalidPackException | UncheckedIOException e) {
            throw new IllegalArgumentException("the calendar cannot be read: " + e.getMessage(), e);
        }
        String years = calendar.years().stream().map(String::valueOf).collect(Collectors.joining("\n"));
        String basis = Sha256.digestOf((packs + zone + years).getBytes(StandardCharsets.UTF_8))
                .toString();
        return new State(new Obligations(editions, calendar, zone), basis);
    }

    /** Reads the calendar again, which somebody may have imported a year into. */
    public void refresh() {
        state = read();
    }

    /** What judges. */
    public Obligations obligations() {
        return state.obligations();
    }

    /** Changes whenever the same facts may be judged otherwise. */
    public String basis() {
        return state.basis();
    }

    /** Whether the unit follows any. */
    public boolean isAny() {
        return !editions.packs().isEmpty();
    }

    /** The packs that the unit follows. */
    public List<RulePack> packs() {
        return editions.packs();
    }

    /** The pack in force on a day. */
    public Optional<RulePack> inForce(LocalDate day) {
        return editions.inForce(day);
    }
}
