package dev.reserve.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// Which room may use what of which other.
class HouseRulesTest {

    private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.reserve.core");

    @Test
    void theEngineIsPlainJava() {
        noClasses().that().resideInAnyPackage("dev.reserve.core", "..slot..", "..listener..", "..socket..", "..binding..").should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.osgi.framework..", "org.osgi.service..", "org.osgi.util..", "org.apache.felix..")
                .check(CLASSES);
    }

    @Test
    void onlyTheGlueKnowsTheFramework() {
        noClasses().that().resideOutsideOfPackage("..osgi..").should().dependOnClassesThat()
                .resideInAnyPackage("org.osgi.service..", "org.osgi.util..", "org.apache.felix..").check(CLASSES);
    }

    @Test
    void theCoreKnowsNothingOfHttpPythonOrTheShell() {
        noClasses().should().dependOnClassesThat()
                .resideInAnyPackage("dev.reserve.http..", "dev.reserve.wsgi..", "dev.reserve.shell..", "dev.reserve.ssh..",
                        "dev.reserve.launcher..",
                        "org.eclipse.jetty..")
                .check(CLASSES);
    }

    @Test
    void arrowsBetweenPackagesPointOneWay() {
        slices().matching("dev.reserve.core.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void aSlotKnowsNeitherConnectionsNorSockets() {
        noClasses().that().resideInAPackage("..slot..").should().dependOnClassesThat()
                .resideInAnyPackage("..listener..", "..socket..", "java.net..", "java.nio..", "dev.reserve.app..").check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        classes().that().haveSimpleName("package-info").should().beAnnotatedWith(NullMarked.class).check(CLASSES);
    }
}
