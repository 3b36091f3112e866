package io.liuhen.server.media;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** How much memory a process occupies, as the kernel counts it. Thread-safe. */
final class ResidentMemory {

    private final Path status;
    private long peakBytes;

    ResidentMemory(long pid) {
        this.status = Path.of("/proc", Long.toString(pid), "status");
    }

    /** Now; empty when the process is gone, or on a system that does not tell. */
    OptionalLong nowBytes() {
        peakBytes();
        return field("VmRSS:");
    }

    /** The most since it started; of a process that is gone, the most that was seen. */
    synchronized long peakBytes() {
        peakBytes = Math.max(peakBytes, field("VmHWM:").orElse(0));
        return peakBytes;
    }

    private OptionalLong field(String name) {
        try {
            for (String line : Files.readAllLines(status, StandardCharsets.UTF_8)) {
                if (line.startsWith(name)) {
                    String kibibytes =
                            line.substring(name.length()).replace("kB", "").strip();
                    return OptionalLong.of(Long.parseLong(kibibytes) << 10);
                }
            }
            return OptionalLong.empty();
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
