package io.liuhen.server;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import io.liuhen.server.wiring.Environment;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may import whom. Where a rule fails, its reason says why it exists. */
final class ServerArchitectureTest {
    private static final String SERVER = "io.liuhen.server";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(SERVER);

    /** Each package below {@code io.liuhen.server} and those beside it that it may import. Nothing imports upwards. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("config", Set.of()),
            Map.entry("observe", Set.of()),
            Map.entry("access", Set.of()),
            Map.entry("admission", Set.of("observe")),
            Map.entry("access.credential", Set.of("access", "custody", "keys", "records")),
            Map.entry("access.signature", Set.of()),
            Map.entry("media", Set.of("config", "observe")),
            Map.entry("custody", Set.of()),
            Map.entry("docking", Set.of("config", "custody", "records")),
            Map.entry("importing", Set.of()),
            Map.entry("keys", Set.of()),
            Map.entry("evidence", Set.of("keys")),
            Map.entry("records", Set.of("config", "custody")),
            Map.entry("ingest", Set.of("admission", "custody", "observe", "records")),
            Map.entry("pipeline", Set.of("custody", "media", "observe", "records")),
            Map.entry("finding", Set.of()),
            Map.entry("transcript", Set.of("custody", "records")),
            Map.entry("http.transcript", Set.of("access", "http", "http.door", "http.upload", "transcript")),
            Map.entry("offline", Set.of("access", "access.credential", "config", "custody", "pipeline", "records")),
            Map.entry("query", Set.of("access", "custody", "finding", "ingest", "records")),
            Map.entry("http", Set.of("access", "admission", "custody", "http.body", "observe")),
            Map.entry("policy", Set.of("policy.rule", "policy.time")),
            Map.entry("policy.pack", Set.of("policy.rule", "policy.time")),
            Map.entry("policy.rule", Set.of("policy.time")),
            Map.entry("policy.time", Set.of()),
            Map.entry("http.body", Set.of()),
            Map.entry("http.head", Set.of("http.body")),
            Map.entry("http.door", Set.of("access", "access.credential", "access.signature", "http")),
            Map.entry("http.credential", Set.of("access", "access.credential", "custody", "http", "http.door")),
            Map.entry("http.decide", Set.of("access", "http", "http.door", "pipeline", "records")),
            Map.entry("http.docking", Set.of("access", "docking", "http", "http.door")),
            Map.entry("http.manage", Set.of("access", "http", "http.door", "observe")),
            Map.entry(
                    "http.read",
                    Set.of(
                            "access",
                            "custody",
                            "evidence",
                            "http",
                            "http.door",
                            "keys",
                            "observe",
                            "pipeline",
                            "query",
                            "records")),
            Map.entry(
                    "http.upload",
                    Set.of(
                            "access",
                            "admission",
                            "custody",
                            "http",
                            "http.body",
                            "http.door",
                            "ingest",
                            "observe",
                            "query")));

    private static Stream<String> packages() {
        return MAY_IMPORT.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void aPackageImportsOnlyWhatLiesBelowIt(String name) {
        Set<String> allowed = new TreeSet<>(Set.of(SERVER + "." + name));
        MAY_IMPORT.getOrDefault(name, Set.of()).forEach(other -> allowed.add(SERVER + "." + other));
        DescribedPredicate<JavaClass> elsewhere = describe(
                "of the server and outside " + allowed,
                type -> type.getPackageName().startsWith(SERVER)
                        && !type.isAnnotation()
                        && !allowed.contains(type.getPackageName()));
        noClasses()
                .that()
                .resideInAPackage(SERVER + "." + name)
                .should()
                .dependOnClassesThat(elsewhere)
                .because("ingest leaves durable jobs and the pipeline finds them; HTTP decides nothing but HTTP; so the"
                        + " parts can be read, tested and restarted one by one")
                .check(CLASSES);
    }

    @Test
    void everyPackageStandsInTheTable() {
        classes()
                .that()
                .resideOutsideOfPackages(SERVER, SERVER + ".wiring")
                .should()
                .resideInAnyPackage(MAY_IMPORT.keySet().stream()
                        .map(name -> SERVER + "." + name)
                        .toArray(String[]::new))
                .because("a new package says first whom it may import")
                .check(CLASSES);
    }

    @Test
    void noPackagesImportEachOther() {
        slices().matching(SERVER + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyTheProgramKnowsTheWiring() {
        noClasses()
                .that()
                .resideOutsideOfPackages(SERVER, SERVER + ".wiring")
                .should()
                .dependOnClassesThat(resideInAPackage(SERVER + ".wiring"))
                .because("the wiring builds the parts; a part that asks it for another would hide what it needs")
                .check(CLASSES);
    }

    @Test
    void onlyHttpAndTheWiringKnowVertx() {
        noClasses()
                .that()
                .resideOutsideOfPackages(SERVER + ".http..", SERVER + ".wiring")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..")
                .because("what a request means is decided by code that could serve another protocol")
                .check(CLASSES);
    }

    @Test
    void onlyTheDoorsOpenAddresses() {
        noClasses()
                .that()
                .resideOutsideOfPackages(SERVER + ".http.door", SERVER + ".wiring")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(io.vertx.ext.web.Router.class)
                .because("an address that is opened elsewhere would be open to everybody")
                .check(CLASSES);
    }

    @Test
    void onlyMediaKnowsTheDecoders() {
        noClasses()
                .that()
                .resideOutsideOfPackage(SERVER + ".media")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco..")
                .because("native code that reads hostile files runs in a child process only")
                .check(CLASSES);
    }

    @Test
    void onlyObserveAndTheWiringKnowTheMetricsLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackages(SERVER + ".observe", SERVER + ".wiring")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.prometheus..")
                .because("all metrics stand in one place, with their names and labels")
                .check(CLASSES);
    }

    @Test
    void theEnginesInsideIsItsOwn() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.liuhen.storage.rocks..",
                        "io.liuhen.storage.pieces..",
                        "io.liuhen.storage.journal..",
                        "io.liuhen.storage.recovery..",
                        "io.liuhen.storage.log..",
                        "io.liuhen.storage.testing..",
                        "org.rocksdb..")
                .because("another engine, on other disks, must fit under the same server")
                .check(CLASSES);
    }

    private static final Map<Class<?>, List<String>> CLOCKS_AND_CHANCE = Map.of(
            System.class, List.of("currentTimeMillis", "nanoTime"),
            java.time.Instant.class, List.of("now"),
            java.time.InstantSource.class, List.of("system"),
            java.time.Clock.class, List.of("systemUTC", "systemDefaultZone", "system"),
            java.util.UUID.class, List.of("randomUUID"),
            Math.class, List.of("random"));

    @Test
    void onlyTheEnvironmentReadsTheClock() {
        DescribedPredicate<JavaAccess<?>> reading = describe(
                "read the real clock or real chance",
                access -> CLOCKS_AND_CHANCE.entrySet().stream()
                        .anyMatch(entry -> access.getTargetOwner().isEquivalentTo(entry.getKey())
                                && entry.getValue().contains(access.getTarget().getName())));
        noClasses()
                .that()
                .doNotBelongToAnyOf(Environment.class)
                .and()
                // The worker is a program of its own, and times nothing that is kept.
                .resideOutsideOfPackage(SERVER + ".media")
                .should(ArchConditions.accessTargetWhere(reading))
                .because("time and chance are parameters, so that a test can repeat a run")
                .check(CLASSES);
    }

    @Test
    void nothingStaticChanges() {
        fields().that().areStatic().should().beFinal().check(CLASSES);
        fields().that()
                .areStatic()
                .should()
                .notHaveRawType(describe("that holds state", ServerArchitectureTest::holdsState))
                .because("a second server in the same process must not notice the first")
                .check(CLASSES);
    }

    private static boolean holdsState(JavaClass type) {
        return type.isAssignableTo(ThreadLocal.class)
                || type.isAssignableTo(AtomicBoolean.class)
                || type.isAssignableTo(AtomicInteger.class)
                || type.isAssignableTo(AtomicLong.class)
                || type.isAssignableTo(AtomicReference.class)
                || type.isAssignableTo(java.util.concurrent.ConcurrentMap.class)
                || type.isAssignableTo(java.util.Random.class);
    }

    @Test
    void onlyTheProgramsEndTheProcess() {
        DescribedPredicate<JavaAccess<?>> ending = describe(
                "end the process",
                access -> (access.getTargetOwner().isEquivalentTo(System.class)
                                && access.getTarget().getName().equals("exit"))
                        || (access.getTargetOwner().isEquivalentTo(Runtime.class)
                                && access.getTarget().getName().equals("halt")));
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Main")
                .and()
                .resideOutsideOfPackage(SERVER + ".media")
                .should(ArchConditions.accessTargetWhere(ending))
                .because("a part reports what it cannot do; whether the server goes on is the program's decision")
                .check(CLASSES);
    }
}
