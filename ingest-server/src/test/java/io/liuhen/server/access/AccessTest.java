package io.liuhen.server.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the words of the table mean: for every role and every action, on what is one's own and on what is not. */
final class AccessTest {
    private static final UnitTree UNITS =
            new UnitTree(Map.of("fusong", "baishan", "jingyu", "baishan", "baishan", "jilin"));

    private final Access access = new Access(UNITS);

    private static Caller caller(Role role, String unit) {
        return new Caller(
                role,
                "X-1",
                unit,
                role.kind() == Role.Kind.MACHINE ? ActsFor.these(Set.of("X-1", "X-2")) : ActsFor.nobody(),
                Optional.of("220621"),
                "X-1/1",
                OptionalLong.empty());
    }

    private static Resource resource(String unit, String sender, String device, String number) {
        return new Resource(unit, Optional.of(sender), Optional.of(device), Set.of(number));
    }

    /** The same four questions to each cell of the table: what differs is what the cell's word says. */
    @Test
    void everyCellMeansWhatItsWordSays() {
        for (Role role : Role.values()) {
            for (Action action : Action.values()) {
                Caller caller = caller(role, "baishan");
                boolean machine = role.kind() == Role.Kind.MACHINE;
                String self = caller.identity();
                Decision nothingOfMine =
                        access.decide(caller, action, resource("fusong", "script:other", "Y-9", "999"));
                Decision sent = access.decide(
                        caller,
                        action,
                        resource("fusong", machine ? "dock:other" : self, machine ? "X-2" : "Y-9", "999"));
                Decision made = access.decide(caller, action, resource("fusong", "script:other", "Y-9", "220621"));
                Decision elsewhere = access.decide(caller, action, resource("jilin", self, "X-1", "220621"));
                Extent extent = access.extent(role, action);
                String which = role + ": " + action;
                assertEquals(extent == Extent.ALWAYS || extent == Extent.UNIT, nothingOfMine.allows(), which);
                assertEquals(
                        extent == Extent.ALWAYS || extent == Extent.UNIT || extent == Extent.SENT,
                        sent.allows(),
                        which);
                assertEquals(
                        extent == Extent.ALWAYS || extent == Extent.UNIT || extent == Extent.MADE,
                        made.allows(),
                        which);
                assertEquals(extent == Extent.ALWAYS, elsewhere.allows(), which);
            }
        }
    }

    @Test
    void whoMayNeverIsToldSoAndWhoMayNotHereLearnsNothing() {
        Resource other = resource("fusong", "device:Y-9", "Y-9", "999");
        assertInstanceOf(
                Decision.Forbidden.class, access.decide(caller(Role.OPERATOR, "fusong"), Action.READ_ORIGINAL, other));
        assertInstanceOf(
                Decision.Hidden.class, access.decide(caller(Role.DEVICE, "fusong"), Action.CONTINUE_UPLOAD, other));
        assertInstanceOf(
                Decision.Hidden.class, access.decide(caller(Role.CUSTODIAN, "jingyu"), Action.READ_ORIGINAL, other));
    }

    @Test
    void theUnitAboveSeesBelowAndNobodySeesBeside() {
        assertTrue(UNITS.contains("jilin", "fusong"));
        assertTrue(UNITS.contains("fusong", "fusong"));
        assertTrue(!UNITS.contains("fusong", "baishan"));
        assertTrue(!UNITS.contains("jingyu", "fusong"));
        assertTrue(!UNITS.contains("", "fusong"));
        assertTrue(new UnitTree(Map.of()).contains("trial", "trial"));
        assertThrows(IllegalArgumentException.class, () -> new UnitTree(Map.of("a", "b", "b", "c", "c", "a")));
        assertThrows(IllegalArgumentException.class, () -> new UnitTree(Map.of("a", "a")));
    }

    @Test
    void aRecorderGoesOnWithWhatItsDockBegan() {
        Resource byDock = new Resource("fusong", Optional.of("dock:D-7"), Optional.of("X-2"), Set.of());
        assertTrue(access.decide(caller(Role.DEVICE, "fusong"), Action.CONTINUE_UPLOAD, byDock)
                .allows());
    }

    @Test
    void aDockForAllDevicesStillNamesOne() {
        Caller dock = new Caller(
                Role.DOCK, "D-7", "fusong", ActsFor.everybody(), Optional.empty(), "D-7/1", OptionalLong.empty());
        assertTrue(access.decide(dock, Action.UPLOAD, Resource.opened(dock, "fusong", Optional.of("ZFY-1")))
                .allows());
        assertTrue(!access.decide(dock, Action.UPLOAD, Resource.opened(dock, "fusong", Optional.empty()))
                .allows());
        assertTrue(!access.decide(dock, Action.UPLOAD, Resource.opened(dock, "jingyu", Optional.of("ZFY-1")))
                .allows());
    }

    @Test
    void aScriptOfTheSameNameAsADeviceIsSomebodyElse() {
        Resource ofDevice = new Resource("fusong", Optional.of("device:X-1"), Optional.of("X-1"), Set.of());
        assertTrue(!access.decide(caller(Role.SCRIPT, "fusong"), Action.CONTINUE_UPLOAD, ofDevice)
                .allows());
    }
}
