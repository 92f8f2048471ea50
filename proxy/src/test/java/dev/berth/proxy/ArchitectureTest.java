package dev.berth.proxy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.berth.proxy");

    @Test
    void theProxyKnowsNeitherControlPlaneNorHostNorDatabase() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.berth.control..",
                        "dev.berth.host..",
                        "dev.berth.cli..",
                        "dev.berth.migrations..",
                        "java.sql..",
                        "javax.sql..",
                        "org.jooq..")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void whatDecidesKnowsNeitherEventLoopsNorNetworkNorClock() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.berth.proxy.jsonrpc..",
                        "dev.berth.proxy.selection..",
                        "dev.berth.proxy.method..",
                        "dev.berth.proxy.route..",
                        "dev.berth.proxy.access..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..", "io.grpc..", "java.net..", "java.nio.file..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Clock")
                .check(CLASSES);
    }
}
