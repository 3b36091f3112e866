package io.liuhen.server.policy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Whoever judges by the rules needs nothing but the JDK: no clock, no file, no library. */
final class PurityTest {
    private static final String POLICY = "io.liuhen.server.policy";

    @Test
    void rulesArePureFunctions() {
        classes()
                .that()
                .resideInAnyPackage(POLICY, POLICY + ".rule", POLICY + ".time")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        POLICY,
                        POLICY + ".rule",
                        POLICY + ".time",
                        "java.lang..",
                        "java.time..",
                        "java.util..",
                        "org.jspecify..")
                .because("what the regulations ask follows from facts, an instant and a calendar alone")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages(POLICY));
    }
}
