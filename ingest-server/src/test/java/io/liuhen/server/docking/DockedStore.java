package io.liuhen.server.docking;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.config.UnitConfig;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.docking.Dockings.Announced;
import io.liuhen.server.records.Terms;
import io.liuhen.server.testing.TestEngine;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.Uploads;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.Term;
import io.liuhen.storage.index.UploadRow;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** A store with the dockings of one recorder, and what comes of it. A second passes before each thing that happens. */
final class DockedStore implements AutoCloseable {
    static final Actor DOCK = Actor.anonymous("192.0.2.7");
    static final String DEVICE = "ZFY-0042";

    private final Terms terms = new Terms("trial");
    private final BroughtDevices brought = new BroughtDevices();
    private final TestEngine engine;
    private final Dockings dockings;
    private int days;

    DockedStore(Path folder) {
        engine = new TestEngine(folder);
        dockings = new Dockings(
                engine.engine().records(),
                engine.recordings(),
                engine.engine().segments(),
                engine.engine().uploads(),
                UnitConfig.trial(),
                brought,
                engine.custody(),
                engine.ids(),
                engine.clock());
    }

    TestEngine engine() {
        return engine;
    }

    Dockings dockings() {
        return dockings;
    }

    BroughtDevices brought() {
        return brought;
    }

    @Override
    public void close() {
        engine.close();
    }

    static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + length);
        }
        return bytes;
    }

    static AnnouncedFile file(String name, int length) {
        return new AnnouncedFile(name, length, OptionalLong.empty(), "", Optional.empty());
    }

    static AnnouncedFile numbered(String name, int length, long sequence, String modifiedAt) {
        return new AnnouncedFile(name, length, OptionalLong.of(sequence), modifiedAt, Optional.empty());
    }

    static AnnouncedFile digested(String name, int length) {
        return new AnnouncedFile(name, length, OptionalLong.empty(), "", Optional.of(Sha256.digestOf(bytes(length))));
    }

    /** Each announcement is of a day of its own. */
    Docking announced(AnnouncedFile... files) {
        days++;
        return announced(OffsetDateTime.parse("2026-11-20T18:00:00+08:00").plusDays(days), List.of(files));
    }

    Docking announced(OffsetDateTime dockedAt, List<AnnouncedFile> files) {
        Announced.Recorded recorded = assertInstanceOf(Announced.Recorded.class, announce(dockedAt, files));
        return recorded.docking();
    }

    Announced announce(OffsetDateTime dockedAt, List<AnnouncedFile> files) {
        engine.clock().move(Duration.ofSeconds(1));
        Circumstances circumstances = new Circumstances(DEVICE, "CJZ-1", dockedAt, Optional.empty(), Optional.empty());
        return dockings.announce(new Announcement(circumstances, files), "dock:CJZ-1", DOCK);
    }

    /** Opens an upload of a device and sends it some of its bytes. */
    SegmentId receive(String device, String name, int length, int sent, String... words) {
        engine.clock().move(Duration.ofSeconds(1));
        Map<String, String> received = new LinkedHashMap<>();
        for (int i = 0; i < words.length; i += 2) {
            received.put(words[i], words[i + 1]);
        }
        received.put("filename", name);
        if (!device.isEmpty()) {
            received.put("device", device);
        }
        ObjectNode attributes = CanonicalJson.object();
        received.forEach(attributes.putObject("received")::put);
        attributes.putObject("sender").put("kind", "dock").put("name", "CJZ-1");
        SegmentId id = engine.ids().segment();
        UploadRow upload = UploadRow.opened(
                id,
                OptionalLong.of(length),
                "original",
                attributes,
                engine.clock().instant());
        Uploads uploads = engine.engine().uploads();
        now(uploads.create(
                upload, engine.recordings().place(id, received, true, DOCK).facts()));
        var append = assertInstanceOf(AppendOutcome.Opened.class, now(uploads.append(id, 0)))
                .append();
        now(append.write(ByteBuffer.wrap(bytes(length), 0, sent)));
        now(append.commit());
        now(append.close());
        return id;
    }

    SegmentId store(String device, String name, int length, String... words) {
        SegmentId id = receive(device, name, length, length, words);
        seal(id, device, length, SegmentKind.COMPLETE);
        return id;
    }

    void seal(SegmentId id, String device, int length, SegmentKind kind) {
        Sha256 digest = Sha256.digestOf(bytes(length));
        List<Term> found = new ArrayList<>(List.of(terms.of("sha256", digest.toString())));
        if (!device.isEmpty()) {
            found.add(terms.bytes(device, digest));
        }
        now(engine.engine().uploads().seal(new Uploads.SealRequest(id, length, kind, found, Facts.none())));
        brought.mark(device);
    }

    /** The docking and all of its files, page by page. */
    Map<String, Fate> fates(Docking docking) {
        Map<String, Fate> all = new LinkedHashMap<>();
        OptionalInt next = OptionalInt.of(0);
        while (next.isPresent()) {
            Dockings.Standing standing = dockings.standing(found(docking), next.getAsInt(), false);
            standing.fates().forEach((file, fate) -> all.put(file.name(), fate));
            next = standing.next();
        }
        return all;
    }

    Docking found(Docking docking) {
        return dockings.find(docking.id()).orElseThrow();
    }

    Fate fate(Docking docking, String name) {
        return java.util.Objects.requireNonNull(fates(docking).get(name), name);
    }

    /** Open ones as they stand on record, once everything that is due was counted. */
    List<String> listedAsOpen() {
        countAll();
        return dockings.list(Optional.empty(), true, Optional.empty(), 50).dockings().stream()
                .map(Docking::id)
                .toList();
    }

    void countAll() {
        OpenCounts counts = new OpenCounts(dockings, brought);
        while (counts.count()) {
            // until nothing is due
        }
    }
}
