package io.liuhen.storage.pieces;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.format.SegmentId;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What is in the folders of the vault. */
final class FileInventory implements Inventory {
    private final Disk disk;
    private final DayList dayList;

    FileInventory(Disk disk, DayList dayList) {
        this.disk = disk;
        this.dayList = dayList;
    }

    @Override
    public List<String> misplaced() {
        List<String> found = new ArrayList<>();
        walk(day -> {}, found::add);
        return found;
    }

    @Override
    public List<LocalDate> days() {
        List<LocalDate> found = new ArrayList<>();
        walk(found::add, misplaced -> {});
        return found;
    }

    private void walk(Consumer<LocalDate> day, Consumer<String> misplaced) {
        for (String year : disk.list(VaultLayout.VAULT)) {
            List<String> months = disk.list(VaultLayout.VAULT.resolve(year));
            if (!year.matches("[0-9]{4}")) {
                misplaced.accept(VaultLayout.VAULT.resolve(year).toString());
                continue;
            }
            for (String month : months) {
                Path folder = VaultLayout.VAULT.resolve(year).resolve(month);
                if (!month.matches("[0-9]{2}")) {
                    misplaced.accept(folder.toString());
                    continue;
                }
                for (String name : disk.list(folder)) {
                    date(year, month, name)
                            .ifPresentOrElse(
                                    day,
                                    () -> misplaced.accept(folder.resolve(name).toString()));
                }
            }
        }
    }

    private static Optional<LocalDate> date(String year, String month, String day) {
        try {
            return Optional.of(LocalDate.parse(year + "-" + month + "-" + day));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<String> names(LocalDate day) {
        return disk.list(VaultLayout.day(day)).stream()
                .filter(name -> !DayList.isList(name))
                .toList();
    }

    @Override
    public List<String> names(SegmentId id) {
        return disk.list(VaultLayout.folder(id));
    }

    @Override
    public Lines lines(LocalDate day) {
        return dayList.lines(day);
    }

    @Override
    public String path(LocalDate day, String name) {
        return VaultLayout.day(day).resolve(name).toString();
    }

    @Override
    public boolean exists(String path) {
        return disk.exists(Path.of(path));
    }
}
