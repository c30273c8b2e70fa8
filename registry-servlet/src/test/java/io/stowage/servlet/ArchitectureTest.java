package io.stowage.servlet;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the servlet may use, and who may use what inside it. */
@AnalyzeClasses(packages = "io.stowage.servlet", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule usesOnlyWhatItsUsersInheritAnyway = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "java..",
                    "jakarta.servlet..",
                    "org.slf4j",
                    "org.jspecify.annotations",
                    "com.fasterxml.jackson.core..",
                    "io.stowage.oci",
                    "io.stowage.storage",
                    "io.stowage.registry",
                    "io.stowage.registry.auth",
                    "io.stowage.registry.blob",
                    "io.stowage.registry.error",
                    "io.stowage.registry.manifest",
                    "io.stowage.registry.tag",
                    "io.stowage.registry.upload",
                    "io.stowage.servlet.."));

    @ArchTest
    static final ArchRule layersLookDownOnly = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("servlet")
            .definedBy("io.stowage.servlet")
            .layer("access")
            .definedBy("io.stowage.servlet.internal.access")
            .layer("endpoint")
            .definedBy("io.stowage.servlet.internal.endpoint")
            .layer("route")
            .definedBy("io.stowage.servlet.internal.route")
            .layer("token")
            .definedBy("io.stowage.servlet.internal.token")
            .layer("http")
            .definedBy("io.stowage.servlet.internal.http")
            .whereLayer("servlet")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("access")
            .mayOnlyBeAccessedByLayers("servlet")
            .whereLayer("token")
            .mayOnlyBeAccessedByLayers("servlet")
            .whereLayer("endpoint")
            .mayOnlyBeAccessedByLayers("servlet")
            .whereLayer("route")
            .mayOnlyBeAccessedByLayers("servlet", "endpoint");

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching("io.stowage.servlet.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheFrontDoorsArePublicOutsideInternal = classes()
            .that()
            .resideInAPackage("io.stowage.servlet")
            .and()
            .arePublic()
            .should()
            .haveNameMatching(".*\\.(RegistryServlet|TokenServlet|CallerResolver)");

    // Each of these was found to lose a blob or its answer in some container.
    @ArchTest
    static final ArchRule callsNothingThatReadsTheBodyOrWritesAnErrorPage = noClasses()
            .should()
            .callMethodWhere(target(nameMatching("getParameter.*|getPart|getParts|sendError|sendRedirect")));
}
