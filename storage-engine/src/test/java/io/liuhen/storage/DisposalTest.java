package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.failsAs;
import static io.liuhen.storage.TestStore.get;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.Uploads.SealOutcome;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.DisposalIndex.Disposal;
import io.liuhen.storage.index.DisposalIndex.Kept;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.Keeping;
import io.liuhen.storage.index.LedgerEntry;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Term;
import io.liuhen.storage.index.Tombstone;
import io.liuhen.storage.testing.TracingDisk.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A segment goes by a grant, for ever, with its files and whatever was made of it; and it does not go otherwise. */
final class DisposalTest {
    private static final ObjectNode GRANT =
            CanonicalJson.object().put("who", "档案员").put("rule", "JE-26");

    @TempDir
    private Path folder;

    private static SegmentId sealed(TestStore store, long seed) {
        byte[] content = bytes(5000, seed);
        SegmentId id = store.create(OptionalLong.of(content.length));
        store.write(id, 0, content);
        assertInstanceOf(SealOutcome.Sealed.class, store.seal(id, content.length));
        return id;
    }

    private static Facts entry(String word) {
        return Facts.of(
                new LedgerEntry(List.of(word), CanonicalJson.object().put("deed", word), CanonicalJson.object()));
    }

    private static Disposal dispose(TestStore store, SegmentId id) {
        return store.engine().disposals().dispose(id, GRANT, List.of(new Term("all", "x")), entry("disposed"));
    }

    private static Tombstone gone(Disposal disposal) {
        return assertInstanceOf(Disposal.Disposed.class, disposal).tombstone();
    }

    private Path vault(SegmentId id) {
        return folder.resolve("vault/2026/11/20").resolve(id.toString());
    }

    private Path derived(SegmentId id) {
        return folder.resolve("derived/2026/11/20").resolve(id.toString());
    }

    private static Path derive(TestStore store, SegmentId id) throws IOException {
        Path made = store.engine().derivatives().scratch().resolve("made");
        Files.write(made, new byte[10]);
        store.engine().derivatives().publish(id, "proxy.mp4", made);
        return made;
    }

    /** As whoever has nothing but coreutils checks a day. */
    private void assertDayHolds() throws Exception {
        Path day = folder.resolve("vault/2026/11/20");
        Process check = new ProcessBuilder("sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS")
                .directory(day.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertTrue(check.waitFor(30, TimeUnit.SECONDS));
        assertEquals("", said);
        assertEquals(0, check.exitValue());
    }

    @Test
    void aDisposedSegmentLeavesItsTombstoneAndNothingElse() throws Exception {
        try (TestStore store = new TestStore(folder)) {
            SegmentId before = sealed(store, 1);
            SegmentId id = sealed(store, 2);
            derive(store, id);
            SegmentRow segment = store.engine().segments().find(id).orElseThrow();
            Tombstone tombstone = gone(dispose(store, id));
            assertEquals(Sha256.digestOf(bytes(5000, 2)), tombstone.sha256());
            assertEquals(GRANT, tombstone.grant());
            assertFalse(Files.exists(vault(id)));
            assertFalse(Files.exists(derived(id)));
            assertDayHolds();
            assertEquals(new Disposal.Gone(tombstone), dispose(store, id));
            for (int i = 0; i < 2; i++) {
                assertEquals(Optional.of(tombstone), store.engine().disposals().tombstone(id));
                assertEquals(Optional.empty(), store.engine().segments().find(id));
                failsAs(Category.MISSING, () -> store.engine().segments().open(segment));
                assertEquals(1, store.engine().ledger().about("disposed", 0, 10).size());
                assertArrayEquals(bytes(5000, 1), store.read(before));
                store.reopen();
            }
            sealed(store, 3);
            assertDayHolds();
        }
    }

    @Test
    void whatCannotBeDeletedKeepsNothingElse() throws Exception {
        try (TestStore store = new TestStore(folder)) {
            SegmentId stuck = sealed(store, 21);
            SegmentId sameDay = sealed(store, 22);
            store.clock().move(Duration.ofDays(1));
            SegmentId nextDay = sealed(store, 23);
            Path madeOfStuck = derive(store, sameDay);
            assertFalse(Files.exists(madeOfStuck), "it was moved");
            String original = "vault/2026/11/20/" + stuck + "/original.mp4";
            store.disk().failAlways(Action.DELETE, original, Category.IO);
            for (SegmentId id : List.of(stuck, sameDay, nextDay)) {
                gone(dispose(store, id));
            }
            assertTrue(Files.exists(folder.resolve(original)));
            assertFalse(Files.exists(vault(sameDay)));
            assertFalse(Files.exists(derived(sameDay)));
            assertFalse(Files.exists(folder.resolve("vault/2026/11/21").resolve(nextDay.toString())));
            assertEquals(1, store.engine().disposals().undeleted());
            store.restart();
            assertEquals(1, store.engine().disposals().undeleted(), "opening has tried it again");
            store.disk().heal();
            store.engine().disposals().deleteFiles();
            assertEquals(0, store.engine().disposals().undeleted());
            assertFalse(Files.exists(vault(stuck)));
        }
    }

    /** Whatever dies in between, nothing is listed that is gone, and nothing is gone that the index still names. */
    @Test
    void theIndexGivesUpFirstThenTheListThenTheFiles() {
        try (TestStore store = new TestStore(folder)) {
            sealed(store, 13);
            SegmentId id = sealed(store, 14);
            store.disk().forget();
            gone(dispose(store, id));
            List<String> steps = store.disk().operations("vault");
            assertEquals("NOTE index", steps.get(0));
            String day = "vault/2026/11/20";
            assertEquals(
                    List.of(
                            "DELETE " + day + "/SHA256SUMS.new",
                            "CREATE " + day + "/SHA256SUMS.new",
                            "WRITE " + day + "/SHA256SUMS.new",
                            "SYNC " + day + "/SHA256SUMS.new",
                            "RENAME " + day + "/SHA256SUMS",
                            "SYNC_DIRECTORY " + day,
                            "DELETE " + day + "/" + id + "/original.mp4",
                            "DELETE " + day + "/" + id + "/manifest.json",
                            "DELETE " + day + "/" + id,
                            "SYNC_DIRECTORY " + day),
                    steps.stream().filter(step -> !step.startsWith("NOTE")).toList());
        }
    }

    @Test
    void theLastOfADayTakesItsListWithIt() throws IOException {
        try (TestStore store = new TestStore(folder)) {
            gone(dispose(store, sealed(store, 11)));
            Path list = folder.resolve("vault/2026/11/20/SHA256SUMS");
            assertFalse(Files.exists(list), "sha256sum -c takes an empty list for a broken one");
            SegmentId later = sealed(store, 12);
            assertTrue(Files.readString(list).contains(later + "/original.mp4"));
            store.reopen();
            assertArrayEquals(bytes(5000, 12), store.read(later));
        }
    }

    @Test
    void nothingDeletesASegmentThatMustStay() throws Exception {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = sealed(store, 4);
            Disposals disposals = store.engine().disposals();
            disposals.keep(id, new Keeping.Hold("one"), entry("held"));
            disposals.keep(id, new Keeping.Until(store.clock().instant().plus(Duration.ofDays(180))), Facts.none());
            assertInstanceOf(Disposal.Refused.class, dispose(store, id));
            store.clock().move(Duration.ofDays(400));
            assertInstanceOf(Disposal.Refused.class, dispose(store, id));
            // Every other way that ends something, tried on it.
            assertEquals(new Commit.Fenced(), get(store.engine().uploads().drop(id, Facts.none())));
            assertEquals(new Commit.Fenced(), get(store.engine().uploads().endEmpty(id, Facts.none())));
            assertInstanceOf(SealOutcome.Overtaken.class, store.seal(id, 5000));
            get(store.engine().uploads().interrupt(id));
            disposals.deleteFiles();
            store.reopen();
            assertArrayEquals(bytes(5000, 4), store.read(id));
            assertDayHolds();
            assertEquals(1, store.engine().ledger().about("held", 0, 10).size());
            assertEquals(List.of(), store.engine().ledger().about("disposed", 0, 10));

            store.engine().disposals().keep(id, new Keeping.Release("one"), entry("released"));
            gone(dispose(store, id));
            assertFalse(Files.exists(vault(id)));
        }
    }

    @Test
    void aTimeThatHasNotComeHolds() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = sealed(store, 5);
            Disposals disposals = store.engine().disposals();
            disposals.keep(id, new Keeping.Until(store.clock().instant().plusSeconds(100)), Facts.none());
            store.clock().move(Duration.ofSeconds(99));
            assertInstanceOf(Disposal.Refused.class, dispose(store, id));
            assertInstanceOf(
                    Kept.Unchanged.class,
                    disposals.keep(id, new Keeping.Until(store.clock().instant()), Facts.none()));
            store.clock().move(Duration.ofSeconds(1));
            gone(dispose(store, id));
        }
    }

    @Test
    void tombstonesAndKeepingsAreInTheJournal() throws IOException {
        SegmentId id;
        try (TestStore store = new TestStore(folder)) {
            id = sealed(store, 6);
            store.engine().disposals().keep(id, new Keeping.Hold("one"), Facts.none());
            store.engine().disposals().keep(id, new Keeping.Release("one"), Facts.none());
            gone(dispose(store, id));
            assertEquals(
                    2,
                    store.engine()
                            .records()
                            .versions(new DocumentKey("keeping", id.toString()))
                            .size());
        }
        byte[] journal = Files.readAllBytes(folder.resolve("journal/0000000000000000.log"));
        String text = new String(journal, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("\"holds\":[\"one\"]") && text.contains("\"disposedAt\""), text);
    }

    @Test
    void manyGoTogether() throws Exception {
        try (TestStore store = new TestStore(folder)) {
            List<SegmentId> ids = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                ids.add(sealed(store, i));
            }
            for (SegmentId id : ids.subList(3, 9)) {
                gone(store.engine().disposals().giveUp(id, GRANT, List.of(), Facts.none()));
                assertTrue(Files.exists(vault(id)), "the files wait");
            }
            store.disk().forget();
            store.engine().disposals().deleteFiles();
            for (SegmentId id : ids) {
                assertEquals(store.engine().segments().find(id).isPresent(), Files.exists(vault(id)));
            }
            assertEquals(
                    1,
                    store.disk().operations("vault").stream()
                            .filter("RENAME vault/2026/11/20/SHA256SUMS"::equals)
                            .count(),
                    "one list, rewritten once");
            assertDayHolds();
        }
    }

    @Test
    void whatIsMadeOfASegmentThatWentMeanwhileDoesNotStay() throws IOException {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = sealed(store, 7);
            gone(dispose(store, id));
            failsAs(Category.MISSING, () -> {
                try {
                    derive(store, id);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertFalse(Files.exists(derived(id)));
        }
    }

    /** The files cannot go now: the segment is gone all the same, and they go when the store is opened. */
    @Test
    void filesThatCouldNotBeDeletedGoAtTheNextOpening() throws Exception {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = sealed(store, 8);
            store.disk().failOnce(Action.DELETE, "vault/2026/11/20/" + id, 1, Category.IO);
            gone(dispose(store, id));
            assertEquals(Optional.empty(), store.engine().segments().find(id));
            assertTrue(Files.exists(vault(id)));
            store.reopen();
            assertFalse(Files.exists(vault(id)));
        }
    }

    /** Every second operation on the disk, because each opens three engines; the parts' own tests die everywhere. */
    @Test
    void aDisposalThatDiesIsWholeOrNotAtAll() throws Exception {
        boolean died = true;
        for (int count = 0; died; count += 2) {
            Path each = folder.resolve("store" + count);
            SegmentId id;
            SegmentId neighbour;
            try (TestStore first = new TestStore(each)) {
                id = sealed(first, 9);
                neighbour = sealed(first, 10);
                derive(first, id);
            }
            died = diedDisposing(each, id, count);
            try (TestStore again = new TestStore(each)) {
                Path vault = each.resolve("vault/2026/11/20").resolve(id.toString());
                if (again.engine().disposals().tombstone(id).isPresent()) {
                    assertFalse(Files.exists(vault), "after " + count);
                    assertEquals(Optional.empty(), again.engine().segments().find(id));
                    assertEquals(
                            1, again.engine().ledger().about("disposed", 0, 10).size());
                } else {
                    assertTrue(died, "after " + count);
                    assertArrayEquals(bytes(5000, 9), again.read(id));
                    assertEquals(List.of(), again.engine().ledger().about("disposed", 0, 10));
                }
                assertArrayEquals(bytes(5000, 10), again.read(neighbour));
            }
        }
    }

    private static boolean diedDisposing(Path store, SegmentId id, int operations) {
        try (TestStore dying = new TestStore(store)) {
            dying.disk().forget();
            dying.disk().stopAfter(operations);
            gone(dispose(dying, id));
            // Where files could not be deleted the disposal is done all the same.
            return dying.disk().operations("").stream()
                            .filter(each -> !each.startsWith("NOTE"))
                            .count()
                    > operations;
        } catch (StorageException e) {
            return true;
        }
    }
}
