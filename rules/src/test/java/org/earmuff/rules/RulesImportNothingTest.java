package org.earmuff.rules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RulesImportNothingTest {

    private static final JavaClasses RULES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.earmuff.rules");

    @Test
    void only_the_jdk_and_nullness_annotations() {
        noClasses()
                .should()
                .dependOnClassesThat(resideOutsideOfPackages("java..", "org.jspecify..", "org.earmuff.rules.."))
                .allowEmptyShould(true)
                .check(RULES);
    }

    @Test
    void no_stream_no_file_no_channel() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels.."))
                .allowEmptyShould(true)
                .check(RULES);
    }

    @Test
    void time_is_an_argument() {
        noClasses()
                .should()
                .accessTargetWhere(readsTheClock())
                .allowEmptyShould(true)
                .check(RULES);
    }

    @Test
    void no_cycles_between_packages() {
        slices().matching("org.earmuff.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(RULES);
    }

    private static DescribedPredicate<JavaAccess<?>> readsTheClock() {
        Set<String> ofSystem = Set.of("nanoTime", "currentTimeMillis");
        return DescribedPredicate.describe("reads the clock", access -> {
            String owner = access.getTargetOwner().getName();
            String name = access.getTarget().getName();
            return (owner.equals("java.lang.System") && ofSystem.contains(name))
                    || owner.equals("java.time.Clock")
                    || (owner.startsWith("java.time.") && name.equals("now"));
        });
    }
}
