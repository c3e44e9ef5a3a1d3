package org.earmuff;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.netty.channel.ChannelConfig;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may import whom, and the laws that a machine can check. */
class ArchitectureTest {

    private static final String OURS = "org.earmuff";

    /** Each package of ours and which others of ours it may import (".." means: and below). */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            entry("rules", Set.of()),
            entry("wire", Set.of("rules.voice..")),
            entry("flow", Set.of("rules..")),
            entry("files", Set.of()),
            entry("words", Set.of()),
            entry("tls", Set.of("files..")),
            entry("config", Set.of("files..", "home..", "rules..", "tls..")),
            entry("home", Set.of("files..", "flow..", "rules..")),
            entry("firewall", Set.of("json..", "rules..")),
            entry("doctor", Set.of("config..", "firewall..", "flow..", "home..", "json..", "rules..")),
            entry("relay", Set.of("flow..", "wire..", "rules..")),
            entry("ingress", Set.of("flow..", "wire..")),
            entry("policy", Set.of("relay..", "flow..", "home..", "rules..")),
            entry("usage", Set.of("policy..", "files..", "flow..", "json..", "rules..")),
            entry("json", Set.of()),
            entry("ledger", Set.of("files..", "flow..", "json..", "rules..")),
            entry(
                    "replay",
                    Set.of("config..", "flow..", "home..", "json..", "ledger..", "policy..", "rules..", "usage..")),
            entry("week", Set.of("admin..", "flow..", "json..", "ledger..", "rules..")),
            entry("notify", Set.of("flow..", "rules..")),
            entry("metrics", Set.of("flow..", "policy..", "rules..")),
            entry("signals", Set.of("files..", "flow..", "json..", "rules.mute..")),
            entry(
                    "admin",
                    Set.of(
                            "policy..",
                            "files..",
                            "ledger..",
                            "metrics..",
                            "signals..",
                            "home..",
                            "flow..",
                            "json..",
                            "rules..",
                            "tls..",
                            "words..")));

    /** The composition root ({@code org.earmuff} itself) and what is made of whole appliances. */
    private static final Set<String> MAY_SEE_EVERYTHING = Set.of("cli", "demo", "inspect");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(OURS);

    static Stream<String> packages() {
        return MAY_IMPORT.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void imports_of_ours_only_what_the_table_allows(String name) {
        String[] allowed = Stream.concat(
                        Stream.of(name + ".."), MAY_IMPORT.get(name).stream().sorted())
                .map(p -> OURS + "." + p)
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(OURS + "." + name + "..")
                .should()
                .dependOnClassesThat(resideInAPackage(OURS + "..").and(not(resideInAnyPackage(allowed))))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void every_package_has_its_place() {
        String[] known = Stream.concat(
                        Stream.of(OURS),
                        Stream.concat(MAY_IMPORT.keySet().stream(), MAY_SEE_EVERYTHING.stream())
                                .map(p -> OURS + "." + p + ".."))
                .toArray(String[]::new);
        classes().should().resideInAnyPackage(known).allowEmptyShould(true).check(CLASSES);
    }

    @Test
    void wire_is_pure() {
        classes()
                .that()
                .resideInAPackage(OURS + ".wire..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "javax.crypto..",
                        "org.jspecify..",
                        "io.netty.buffer..",
                        OURS + ".wire..",
                        OURS + ".rules.voice.."))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void no_cycles_between_packages() {
        slices().matching(OURS + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void time_comes_from_the_injected_clock() {
        noClasses()
                .that(not(isOrIsInside("a clock or Main", c -> c.contains("Clock") || c.equals("Main"))))
                .should()
                .accessTargetWhere(readsTheClock())
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void only_the_gate_pauses_reading() {
        noClasses()
                .that(not(isOrIsInside("the gate", c -> c.equals("Gate"))))
                .should()
                .accessTargetWhere(describe(
                        "sets autoRead",
                        (JavaAccess<?> access) -> access.getTarget().getName().equals("setAutoRead")
                                && access.getTargetOwner().isAssignableTo(ChannelConfig.class)))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    /** By the outermost class, so that lambdas and nested classes count as the class whose file they are in. */
    private static DescribedPredicate<JavaClass> isOrIsInside(String what, Predicate<String> simpleName) {
        return describe(what, c -> {
            String name = c.getName().substring(c.getPackageName().length() + 1);
            return simpleName.test(name.contains("$") ? name.substring(0, name.indexOf('$')) : name);
        });
    }

    private static DescribedPredicate<JavaAccess<?>> readsTheClock() {
        Set<String> ofSystem = Set.of("nanoTime", "currentTimeMillis");
        return describe("reads the clock", access -> {
            String owner = access.getTargetOwner().getName();
            String name = access.getTarget().getName();
            return (owner.equals("java.lang.System") && ofSystem.contains(name))
                    || (owner.equals("java.time.Clock") && name.startsWith("system"))
                    || (owner.startsWith("java.time.") && name.equals("now"));
        });
    }
}
