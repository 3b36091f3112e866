package io.liuhen.server.policy.pack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.policy.time.CalendarYear;
import io.liuhen.server.policy.time.WorkCalendar;
import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The years that were imported, one file each, in the store's folder. What is there goes before what ships. Each file is put in
 * place as a whole, so that a server that reads the folder while another process imports sees the old year or the new one.
 *
 * @param nanoTime time that only passes
 */
public record CalendarFolder(Path folder, LongSupplier nanoTime) {
    private static final Path NAME = Path.of("calendar");
    private static final int BYTES_MAX = 1 << 20;

    /** The one of a store. */
    public static CalendarFolder of(Path data, LongSupplier nanoTime) {
        return new CalendarFolder(data.resolve(NAME), nanoTime);
    }

    /**
     * The calendar that ships with every imported year in place of its own.
     *
     * @throws InvalidPackException where an imported file has been damaged
     */
    public WorkCalendar read() {
        WorkCalendar calendar = CalendarReader.shipped();
        for (Path file : files()) {
            calendar = calendar.with(CalendarReader.year(text(file)));
        }
        return calendar;
    }

    /** Keeps a year, durably, in place of what was imported for it before; returns where. */
    public Path keep(CalendarYear year) {
        try {
            Files.createDirectories(folder);
            Disk disk = RealDisk.below(folder);
            Durability durability = new Durability(disk, nanoTime, SyncObserver.none());
            Path name = Path.of("cn-" + year.year() + ".json");
            Path fresh = Path.of(name + ".new");
            disk.delete(fresh);
            try (DiskFile file = disk.create(fresh)) {
                file.write(ByteBuffer.wrap(json(year).getBytes(StandardCharsets.UTF_8)), 0);
                durability.sync(file);
            }
            disk.rename(fresh, name);
            durability.syncDirectory(Path.of(""));
            return disk.absolute(name);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the year in " + folder + ": " + e.getMessage(), e);
        }
    }

    private List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder + ": " + e.getMessage(), e);
        }
    }

    /** The text of a small file. */
    static String text(Path file) {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new IOException("it is larger than " + BYTES_MAX + " bytes");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static String json(CalendarYear year) throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode().put("year", year.year());
        year.papers().forEach(root.putArray("papers")::add);
        ArrayNode days = root.putArray("days");
        year.days()
                .forEach((date, day) -> days.addObject()
                        .put("date", date.toString())
                        .put("name", day.name())
                        .put("off", day.off()));
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }
}
