package io.liuhen.server.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.custody.Actor;
import io.liuhen.storage.index.UploadRow;
import java.util.Optional;

/**
 * Where an upload comes from, as far as sharing among senders goes.
 *
 * @param dock that sends it; empty where its device sends by itself
 * @param device that recorded it, where it or its dock sends it; else who does; empty where nobody says
 * @param keyMarked whether the recording has a key mark (重点标记)
 */
public record Origin(String dock, String device, boolean keyMarked) {
    private static final String DOCK = "dock";

    /** That of an upload which exists. */
    public static Origin of(UploadRow upload) {
        return of(upload.attributes());
    }

    /** What was proven counts; where nothing was, what was said. */
    public static Origin of(ObjectNode json) {
        Attributes attributes = Attributes.of(json);
        Optional<Sender> sender = Sender.in(json);
        String dock = sender.map(known -> known.kind().equals(DOCK) ? known.name() : "")
                .orElseGet(() -> attributes.word(DOCK).strip());
        String device =
                charged(sender, Optional.of(attributes.word("device").strip()).filter(word -> !word.isEmpty()));
        return new Origin(dock, device, !attributes.word("keyMark").isBlank());
    }

    /** The device of an upload that is asked for, as {@link #of} will tell it. */
    public static String deviceOf(NewUpload wanted, Actor actor) {
        Optional<String> named = wanted.sentBy(actor).device().map(String::strip);
        return charged(Sender.of(actor, named), named);
    }

    /** Who has proven to be somebody else than the device that he names, or its dock, uses up nothing of the device's. */
    private static String charged(Optional<Sender> sender, Optional<String> named) {
        return sender.map(known ->
                        known.device().filter(device -> known.speaksForDevice()).orElseGet(known::identity))
                .orElseGet(() -> named.orElse(""));
    }
}
