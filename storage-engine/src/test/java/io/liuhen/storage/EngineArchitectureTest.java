package io.liuhen.storage;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.DisposalIndex;
import io.liuhen.storage.pieces.Pieces;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The walls of the engine (architecture §3): who may import whom, and who alone may touch what. */
final class EngineArchitectureTest {
    private static final String ROOT = "io.liuhen.storage";

    /** Every package below the root, and those of ours that it may know. Add a line only with a reason. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("disk", Set.of()),
            Map.entry("format", Set.of("disk")),
            Map.entry("durability", Set.of("disk")),
            Map.entry("log", Set.of("disk", "durability")),
            Map.entry("space", Set.of("disk", "format")),
            Map.entry("index", Set.of("disk", "durability", "format")),
            // The checker sees the index through a port of its own, which is here behind it.
            Map.entry("rocks", Set.of("check", "disk", "durability", "format", "index")),
            Map.entry("pieces", Set.of("disk", "durability", "format")),
            Map.entry("journal", Set.of("disk", "durability", "format", "index", "log")),
            Map.entry("ledger", Set.of("disk", "durability", "format", "index", "log")),
            Map.entry("recovery", Set.of("disk", "durability", "format", "index", "pieces")),
            Map.entry("rebuild", Set.of("disk", "durability", "format", "index", "journal", "ledger", "pieces")),
            Map.entry("verify", Set.of("disk", "format", "index", "pieces")),
            // Written from the format's document: the view of a folder, and not one line of what writes.
            Map.entry("check", Set.of("disk")),
            Map.entry("testing", Set.of("disk", "durability", "format", "index")));

    private static final JavaClasses ENGINE =
            new ClassFileImporter(Set.of(new ImportOption.DoNotIncludeTests())).importPackages(ROOT);

    @Test
    void everyPackageHasItsPlaceInTheTable() {
        Set<String> found = new TreeSet<>();
        for (JavaClass each : ENGINE) {
            if (!each.getPackageName().equals(ROOT)) {
                found.add(each.getPackageName().substring(ROOT.length() + 1));
            }
        }
        assertEquals(new TreeSet<>(MAY_IMPORT.keySet()), found);
    }

    @TestFactory
    Stream<DynamicTest> aPackageImportsOnlyWhatItMayKnow() {
        return MAY_IMPORT.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getKey() + " may import " + new TreeSet<>(entry.getValue()),
                        () -> imports(entry.getKey(), entry.getValue())));
    }

    private static void imports(String name, Set<String> others) {
        String[] known = Stream.concat(others.stream(), Stream.of(name))
                .map(other -> ROOT + "." + other)
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name)
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..")
                        .and(resideOutsideOfPackages(known))
                        .as("reside elsewhere in the engine"))
                .because("arrows point downwards only, so that each package can be understood with those below it")
                .check(ENGINE);
    }

    @Test
    void noPackagesImportEachOther() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(ENGINE);
    }

    @Test
    void nobodyImportsTheFace() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .because("the root package puts the parts together; a part that knows it would be a cycle")
                .check(ENGINE);
    }

    @Test
    void onlyTheDiskTouchesFiles() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".disk")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(FileChannel.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Files.class)
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.io\\.(File|RandomAccessFile|FileDescriptor|File(In|Out)putStream|File(Read|Writ)er)")
                .because("what does not go through Disk cannot be torn, lost or refused in a test")
                .check(ENGINE);
    }

    @Test
    void onlyDurabilitySyncs() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".durability", ROOT + ".disk", ROOT + ".testing")
                .should()
                .callMethod(Disk.class, "syncDirectory", Path.class)
                .orShould()
                .callMethod(DiskFile.class, "sync")
                .because("one package decides what is durable and what a failed sync means")
                .check(ENGINE);
    }

    @Test
    void onlyADisposalDestroysAnOriginal() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(ROOT + ".Disposals")
                .should()
                .callMethod(Pieces.class, "destroy", Map.class)
                .orShould()
                .callMethod(DisposalIndex.class, "dispose", DisposalIndex.Request.class)
                .because("whether a segment may go is decided in one place, and its files go after that")
                .check(ENGINE);
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".recovery", ROOT + ".rebuild", ROOT + ".pieces")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".Sealing")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".ClaimedUpload")
                .should()
                .callMethod(Pieces.class, "unpublish", SegmentId.class, String.class)
                .because("it takes an original out of the vault, which is right for uploads alone")
                .check(ENGINE);
    }

    @Test
    void onlyFewDeleteFiles() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        ROOT + ".pieces", ROOT + ".log", ROOT + ".durability", ROOT + ".space", ROOT + ".testing")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".Derivatives")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".IndexRebuild")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".Reopening")
                .should()
                .callMethod(Disk.class, "delete", Path.class)
                .because("a path that deletes can delete an original")
                .check(ENGINE);
    }

    @Test
    void theCheckerSharesNothingWithWhatWrites() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".check")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + ".disk")
                        .and(DescribedPredicate.not(describe(
                                "the view of a folder",
                                view -> view.getName().startsWith(ROOT + ".disk.FolderView")
                                        || view.getName().startsWith(ROOT + ".disk.StorageException"))))
                        .as("could change a disk"))
                .because("it must not be able to change anything, nor to repeat a mistake of the writing code")
                .check(ENGINE);
    }

    @Test
    void onlyRocksKnowsRocksDb() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".rocks")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.rocksdb..")
                .because("the index is a port")
                .check(ENGINE);
    }

    @Test
    void onlyTheFaceOpensTheBackends() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, ROOT + ".rocks")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".rocks")
                .because("everybody else works with the port, so that another index can take its place")
                .check(ENGINE);
    }

    @Test
    void theRealDiskIsChosenByWhoOpensTheStore() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".disk")
                .should()
                .dependOnClassesThat()
                .haveSimpleName("RealDisk")
                .because("a part that makes its own disk cannot be given another one")
                .check(ENGINE);
    }

    @Test
    void nobodyUsesWhatIsMeantForTests() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".testing")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".testing")
                .check(ENGINE);
    }

    @Test
    void thereIsNoMutableStaticState() {
        fields().that().areStatic().should().beFinal().check(ENGINE);
        fields().that()
                .areStatic()
                .should()
                .notHaveRawType(DescribedPredicate.<JavaClass>describe(
                        "something that is made to change",
                        type -> type.isAssignableTo(ConcurrentMap.class)
                                || type.getPackageName().equals("java.util.concurrent.atomic")
                                || type.isAssignableTo(ThreadLocal.class)))
                .because("two engines in one process must not know of each other")
                .check(ENGINE);
    }

    @Test
    void nothingWaitsByTheClock() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .because("time is handed in; a test must never have to wait for it")
                .check(ENGINE);
    }

    @Test
    void whatIsPublicIsFinalOrAPort() {
        classes()
                .that()
                .arePublic()
                .and()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .should()
                .haveModifier(JavaModifier.FINAL)
                .because("the engine is extended through its ports, not by inheritance")
                .check(ENGINE);
    }
}
