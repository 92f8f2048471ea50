package dev.berth.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.berth.cli");

    @Test
    void theCommandReachesTheProcessesFromOutsideOnly() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.berth.control..",
                        "dev.berth.proxy..",
                        "dev.berth.host..",
                        "dev.berth.migrations..",
                        "dev.berth.contract..")
                .allowEmptyShould(true)
                .check(CLASSES);
    }
}
