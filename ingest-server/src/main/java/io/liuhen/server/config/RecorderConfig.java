package io.liuhen.server.config;

import static java.util.Objects.requireNonNullElse;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model of recorders.
 *
 * @param devices names of devices; a star at the end stands for any rest
 * @param names patterns of file names
 */
public record RecorderConfig(String model, List<String> devices, List<String> names) {
    /** Refuses a model without a name, or without devices. */
    public RecorderConfig {
        if (requireNonNullElse(model, "").isBlank() || devices.isEmpty()) {
            throw new IllegalArgumentException("a recorder of findings.recorders has a model and devices");
        }
        devices = List.copyOf(devices);
        names = List.copyOf(names);
    }

    /** As it stands in the file; what is not there is null. */
    public record Said(
            @Nullable String model,
            @Nullable List<String> devices,
            @Nullable List<String> names) {
        RecorderConfig config() {
            return new RecorderConfig(
                    requireNonNullElse(model, ""),
                    requireNonNullElse(devices, List.of()),
                    requireNonNullElse(names, List.of()));
        }
    }
}
