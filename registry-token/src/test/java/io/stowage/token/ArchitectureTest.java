package io.stowage.token;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

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

/** What the tokens may use. */
@AnalyzeClasses(packages = "io.stowage.token", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule tokensKnowOnlyWhatTheyMay = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "java..",
                    "com.google.common..",
                    "com.nimbusds..",
                    "org.slf4j",
                    "org.jspecify.annotations",
                    "io.stowage.oci",
                    "io.stowage.registry.auth",
                    "io.stowage.registry.auth.internal",
                    "io.stowage.token",
                    "")); // primitives and their arrays

    @ArchTest
    static final ArchRule publicSignaturesSpeakJdkAndOurOwnTypes = noMethods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .arePublic()
            .should(mentionTypesOf("com.nimbusds", "com.google", "org.slf4j"));

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
