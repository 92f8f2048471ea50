package dev.berth.control;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.berth.control");

    @Test
    void theControlPlaneKnowsNeitherProxyNorCommand() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.berth.proxy..", "dev.berth.cli..")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void placementKnowsItsArgumentsOnly() {
        noClasses()
                .that()
                .resideInAPackage("dev.berth.control.placement")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.jooq..", "java.sql..", "dev.berth.control.database..", "dev.berth.migrations..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Clock")
                .check(CLASSES);
    }
}
