// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The permitted dependencies between the modules, checked on every class of the program and the test kit. */
class ArchitectureTest {
    private static final String IDP = "io.meshcloud.idp";
    private static final String CONTRACT = IDP + ".contract..";
    private static final String SPI = IDP + ".spi..";
    private static final String CORE = IDP + ".core..";
    private static final String GIT = IDP + ".git..";
    private static final String REGISTRY = IDP + ".registry..";
    private static final String CLI = IDP + ".cli..";
    private static final String TESTKIT = IDP + ".testkit..";
    private static final String NULLNESS = "org.jspecify.annotations..";

    private static JavaClasses program;

    @BeforeAll
    static void import_every_class() {
        program = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages(IDP);
    }

    @ParameterizedTest
    @CsvSource({"contract, 145", "spi, 52", "core, 160", "testkit, 30", "git, 83", "registry, 98", "cli, 100"})
    void the_classes_of_every_module_are_imported(String module, int atLeast) {
        assertThat(program.stream()
                        .filter(type ->
                                resideInAPackage(IDP + "." + module + "..").test(type)))
                .as("classes of %s; with fewer classes the rules check too little", module)
                .hasSizeGreaterThanOrEqualTo(atLeast);
    }

    @Test
    void packages_are_free_of_cycles() {
        slices().matching(IDP + ".(**)").should().beFreeOfCycles().check(program);
    }

    @Nested
    class The_contract {
        @Test
        void depends_only_on_itself_and_its_yaml_libraries() {
            classes()
                    .that()
                    .resideInAPackage(CONTRACT)
                    .should()
                    .onlyDependOnClassesThat(resideInAnyPackage(
                            CONTRACT, "java..", NULLNESS, "com.fasterxml.jackson..", "org.yaml..", "com.google.re2j.."))
                    .check(program);
        }
    }

    @Nested
    class The_ports {
        @Test
        void depend_only_on_the_contract_and_the_jdk() {
            classes()
                    .that()
                    .resideInAPackage(SPI)
                    .should()
                    .onlyDependOnClassesThat(resideInAnyPackage(
                            SPI, CONTRACT, "java.lang..", "java.util..", "java.time..", "java.math..", NULLNESS))
                    .because("an adapter of a third party depends on a small surface that rarely changes")
                    .check(program);
        }

        @Test
        void hide_the_core_from_adapters_and_the_test_kit() {
            noClasses()
                    .that()
                    .resideInAnyPackage(GIT, REGISTRY, TESTKIT)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(CORE)
                    .check(program);
        }
    }

    @Nested
    class The_core {
        @Test
        void depends_only_on_ports_contract_and_jdk() {
            classes()
                    .that()
                    .resideInAPackage(CORE)
                    .should()
                    .onlyDependOnClassesThat(resideInAnyPackage(
                            CORE, SPI, CONTRACT, "java.lang..", "java.util..", "java.time..", "java.math..", NULLNESS))
                    .because("decisions are functions of values: no Jackson, Git, Guice, file or network")
                    .check(program);
        }

        @Test
        void reads_the_time_only_from_its_clock() {
            noClasses()
                    .that()
                    .resideInAnyPackage(CORE, SPI)
                    .should()
                    .callMethodWhere(new ReadsSystemClock())
                    .check(program);
        }

        @Test
        void reads_no_environment_variables_and_never_exits() {
            noClasses()
                    .that()
                    .resideInAnyPackage(CORE, SPI, CONTRACT)
                    .should()
                    .callMethod(System.class, "getenv")
                    .orShould()
                    .callMethod(System.class, "getenv", String.class)
                    .orShould()
                    .callMethod(System.class, "getProperty", String.class)
                    .orShould()
                    .callMethod(System.class, "exit", int.class)
                    .check(program);
        }
    }

    @Nested
    class Regular_expressions {
        private static final Set<String> SHORT_FORMS = Set.of("matches", "replaceAll", "replaceFirst");

        /** The first argument of a call. */
        private static final Pattern SPLIT = Pattern.compile("\\.split\\(\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|[^,)]+)");

        private static final Set<String> PLAIN = Set.of("File.pathSeparator");
        private static final int MAX_DEPTH = 20;

        /** The test kit is not part of the program: it parses what its own servers print. */
        @Test
        void of_the_jdk_are_not_used() {
            Set<String> found = program.stream()
                    .filter(type -> !resideInAPackage(TESTKIT).test(type))
                    .filter(Regular_expressions::usesRegularExpressions)
                    .map(type -> type.getName().substring(IDP.length() + 1).split("\\$", 2)[0])
                    .collect(Collectors.toCollection(TreeSet::new));

            assertThat(found)
                    .as("parse by hand or with RE2: time and stack of java.util.regex can grow with the text, which may"
                            + " come from a registry, a Git server or a team")
                    .isEmpty();
        }

        /**
         * {@code String.split} takes a regular expression, too, unless it is given one plain character. Class files do
         * not show the argument, so the sources are read.
         */
        @Test
        void are_not_given_to_split() throws IOException {
            var found = new TreeSet<String>();
            try (var files = Files.walk(Path.of(".."), MAX_DEPTH)) {
                for (var file :
                        files.filter(Regular_expressions::isSourceOfTheProgram).toList()) {
                    var arguments = SPLIT.matcher(Files.readString(file));
                    while (arguments.find()) {
                        if (!PLAIN.contains(arguments.group(1)) && !isPlain(arguments.group(1))) {
                            found.add(file.getFileName() + ": split(" + arguments.group(1));
                        }
                    }
                }
            }

            assertThat(found)
                    .as("split at one character that means nothing in a regular expression, or at an escaped one")
                    .isEmpty();
        }

        private static boolean isSourceOfTheProgram(Path file) {
            var path = file.toString().replace('\\', '/');
            return path.contains("/src/main/java/") && path.endsWith(".java") && !path.contains("/idp-testkit/");
        }

        private static boolean isPlain(String argument) {
            return argument.matches("\"([^.$|()\\[{^?*+\\\\\"]|\\\\\\\\[^a-zA-Z0-9]|\\\\[nt])\"");
        }

        private static boolean usesRegularExpressions(JavaClass type) {
            return type.getDirectDependenciesFromSelf().stream()
                            .anyMatch(dependency ->
                                    dependency.getTargetClass().getPackageName().equals("java.util.regex"))
                    || Stream.concat(
                                    type.getMethodCallsFromSelf().stream(), type.getMethodReferencesFromSelf().stream())
                            .anyMatch(access -> access.getTargetOwner().isEquivalentTo(String.class)
                                    && SHORT_FORMS.contains(access.getName()));
        }
    }

    @Nested
    class Adapters {
        @Test
        void for_git_do_not_depend_on_other_adapters() {
            noClasses()
                    .that()
                    .resideInAPackage(GIT)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(REGISTRY, CLI)
                    .check(program);
        }

        @Test
        void for_registries_do_not_depend_on_other_adapters() {
            noClasses()
                    .that()
                    .resideInAPackage(REGISTRY)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(GIT, CLI, "org.eclipse.jgit..")
                    .check(program);
        }

        @Test
        void are_not_used_by_the_test_kit() {
            noClasses()
                    .that()
                    .resideInAPackage(TESTKIT)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(GIT, REGISTRY, CLI, "org.eclipse.jgit..")
                    .because("the contracts test adapters of third parties, too")
                    .check(program);
        }

        @Test
        void use_frameworks_only_in_the_composition_root() {
            noClasses()
                    .that()
                    .resideOutsideOfPackage(CLI)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("com.google.inject..", "jakarta.inject..", "javax.inject..", "picocli..")
                    .check(program);
        }
    }

    @Nested
    class The_command_line {
        @Test
        void wires_adapters_in_one_place() {
            noClasses()
                    .that()
                    .resideInAPackage(CLI)
                    .and()
                    .resideOutsideOfPackages(IDP + ".cli.wiring..", IDP + ".cli.demo..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(GIT, REGISTRY, "com.google.inject..")
                    .because("help, version and schema load neither Git nor an injector")
                    .check(program);
        }

        @Test
        void gets_environment_variables_and_streams_from_main() {
            noClasses()
                    .that()
                    .resideInAPackage(CLI)
                    .and()
                    .doNotHaveFullyQualifiedName(Main.class.getName())
                    .should()
                    .accessField(System.class, "out")
                    .orShould()
                    .accessField(System.class, "err")
                    .orShould()
                    .accessField(System.class, "in")
                    .orShould()
                    .callMethod(System.class, "getenv")
                    .orShould()
                    .callMethod(System.class, "getenv", String.class)
                    .orShould()
                    .callMethod(System.class, "exit", int.class)
                    .check(program);
        }
    }

    /** A call that reads the system's clock instead of one that was handed in. */
    private static final class ReadsSystemClock extends DescribedPredicate<JavaCall<?>> {
        private static final Set<String> CLOCKS =
                Set.of("systemUTC", "systemDefaultZone", "system", "tickMillis", "tickSeconds", "tickMinutes");

        ReadsSystemClock() {
            super("the time is asked for without a given clock");
        }

        @Override
        public boolean test(JavaCall<?> call) {
            var owner = call.getTargetOwner();
            var name = call.getName();
            boolean withoutClock = call.getTarget().getRawParameterTypes().stream()
                    .noneMatch(type -> type.isEquivalentTo(Clock.class));
            return (owner.isEquivalentTo(System.class) && name.equals("currentTimeMillis"))
                    || (isOfTime(owner) && name.equals("now") && withoutClock)
                    || (owner.isEquivalentTo(Clock.class) && CLOCKS.contains(name));
        }

        private static boolean isOfTime(JavaClass type) {
            return type.getPackageName().startsWith("java.time");
        }
    }
}
