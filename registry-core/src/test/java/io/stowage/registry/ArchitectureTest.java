package io.stowage.registry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.stream.Stream;

/** What the core may know of, as rules. */
@AnalyzeClasses(packages = "io.stowage.registry", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.stowage.registry.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule coreKnowsOnlyWhatItMay = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.stowage.oci..",
                    "io.stowage.storage..",
                    "io.stowage.registry..",
                    "com.fasterxml.jackson..",
                    "com.google.common..",
                    "org.bouncycastle..",
                    "org.jspecify..",
                    "org.slf4j..",
                    "java..",
                    "javax.security.auth.x500", // of java.base
                    ""); // primitives and their arrays

    @ArchTest
    static final ArchRule publicSignaturesSpeakJdkAndOurOwnTypes = noMethods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .arePublic()
            .should(mentionTypesOf("com.fasterxml", "com.google", "org.bouncycastle", "org.slf4j"));

    private static ArchCondition<JavaMethod> mentionTypesOf(String... packages) {
        DescribedPredicate<JavaClass> foreign = DescribedPredicate.describe(
                "a library's", type -> Stream.of(packages).anyMatch(type.getPackageName()::startsWith));
        return new ArchCondition<>("mention a library's types") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                boolean mentions = Stream.concat(
                                Stream.of(method.getRawReturnType()), method.getRawParameterTypes().stream())
                        .anyMatch(foreign);
                events.add(new SimpleConditionEvent(method, mentions, method.getFullName()));
            }
        };
    }
}
