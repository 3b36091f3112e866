package io.liuhen.server.recorder;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All models that the agency has named. Immutable. */
public final class RecorderModels {
    private final List<RecorderModel> models;

    public RecorderModels(List<RecorderModel> models) {
        this.models = List.copyOf(models);
    }

    /** The model of a device: the first that has it. A device of none is a model of its own, under its name. */
    public String of(String device) {
        return models.stream()
                .filter(model -> model.has(device))
                .findFirst()
                .map(RecorderModel::name)
                .orElse(device);
    }

    /** What a device's file name tells; empty where its model has no pattern that fits. */
    public Optional<NameReading> read(String device, String fileName) {
        for (RecorderModel model : models) {
            if (model.has(device)) {
                for (NamePattern pattern : model.names()) {
                    Optional<Map<String, String>> fields = pattern.read(fileName);
                    if (fields.isPresent()) {
                        return Optional.of(new NameReading(fileName, model.name(), pattern.toString(), fields.get()));
                    }
                }
            }
        }
        return Optional.empty();
    }
}
