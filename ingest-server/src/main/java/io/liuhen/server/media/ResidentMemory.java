package io.liuhen.server.media;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** How much memory a process occupies, as the kernel counts it. */
final class ResidentMemory {

    private final Path status;

    ResidentMemory(long pid) {
        this.status = Path.of("/proc", Long.toString(pid), "status");
    }

    /** Now; empty when the process is gone, or on a system that does not tell. */
    OptionalLong nowBytes() {
        return field("VmRSS:");
    }

    /** The most since it started. */
    OptionalLong peakBytes() {
        return field("VmHWM:");
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
