// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.PROD;
import static io.meshcloud.idp.core.service.World.context;
import static io.meshcloud.idp.core.service.World.environmentPath;
import static io.meshcloud.idp.core.service.World.releasePath;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.address.AddressPattern;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.environment.Assignment;
import io.meshcloud.idp.core.environment.CreateRequest;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.outcome.FileChange;
import io.meshcloud.idp.core.rollback.RollbackTarget;
import io.meshcloud.idp.core.validate.ValidationService;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.Grant;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.Right;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.testkit.derived.InMemoryDerivedFiles;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DerivedFilesTest {
    private static final StatePath DEV_FILE = InMemoryDerivedFiles.file(DEV);
    private static final StatePath LIST =
            InMemoryDerivedFiles.list(DEV.segments().get(0));

    private final InMemoryDerivedFiles generator = new InMemoryDerivedFiles();
    private final World world = new World(generator);

    private static List<StatePath> files(ChangeOutcome outcome) {
        return outcome
                .match(it -> it.files(), it -> List.<FileChange>of(), it -> List.<FileChange>of(), it -> it.files())
                .stream()
                .map(FileChange::path)
                .toList();
    }

    private String text(StatePath path) {
        return world.read(path).map(Bytes::asText).orElse("");
    }

    private List<Finding> findings() {
        return world.core
                .validation(World.SEPARATE_RIGHTS)
                .validate(World.platform(), world.state.snapshot(), ValidationService.Progress.silent())
                .findings();
    }

    @Nested
    class One_commit {
        @Test
        void of_a_create_has_the_derived_files() {
            var outcome = world.create(DEV, World.file("dev"), null);

            assertThat(world.state.commits()).hasSize(1);
            assertThat(files(outcome)).containsExactlyInAnyOrder(environmentPath(DEV), DEV_FILE, LIST);
            assertThat(text(LIST)).isEqualTo("likvid/hello-api/dev\n");
            assertThat(text(DEV_FILE)).contains("namespace: app-team-a-app1-dev");
        }

        @Test
        void of_the_first_release_touches_release_yaml_only() {
            world.push("1.0.0");

            world.create(DEV, World.file("dev"), "1.0.0");

            assertThat(world.state.commits()).hasSize(2);
            assertThat(world.revisions(DEV_FILE)).hasSize(1);
            assertThat(world.revisions(DEV_FILE).get(0).commit())
                    .isEqualTo(world.revisions(environmentPath(DEV)).get(0).commit())
                    .isNotEqualTo(world.revisions(releasePath(DEV)).get(0).commit());
        }

        @Test
        void of_a_set_and_an_apply_has_the_files_that_change() {
            world.create(DEV, World.file("dev"), null);

            var set = world.configuration.set(DEV, List.of(Assignment.parse("runtime.scaling.replicas=3")), context());
            assertThat(files(set)).containsExactlyInAnyOrder(environmentPath(DEV), DEV_FILE);
            assertThat(text(DEV_FILE)).contains("replicas: 3");

            var apply = world.apply(World.file("dev").replace("app1-dev\n", "app1-more\n"), false);
            assertThat(files(apply)).containsExactlyInAnyOrder(environmentPath(DEV), DEV_FILE);
            assertThat(world.state.commits()).hasSize(3);
        }

        @Test
        void of_a_set_that_concerns_no_derived_file_has_none() {
            world.create(DEV, World.file("dev"), null);

            assertThat(files(world.configuration.set(
                            DEV, List.of(Assignment.parse("config.env.LOG_LEVEL=debug")), context())))
                    .containsExactly(environmentPath(DEV));
        }

        @Test
        void of_a_retire_removes_them() {
            world.create(DEV, World.file("dev"), null);
            world.create(PROD, World.file("prod"), null);

            var outcome = world.environments.retire(DEV, context());

            assertThat(files(outcome)).containsExactlyInAnyOrder(environmentPath(DEV), DEV_FILE, LIST);
            assertThat(world.read(DEV_FILE)).isEmpty();
            assertThat(text(LIST)).isEqualTo("likvid/hello-api/prod\n");
        }

        @Test
        void is_shown_by_a_dry_run() {
            var request = new CreateRequest(DEV, Bytes.utf8(World.file("dev")), null, World.dryRun());

            var outcome = world.environments.create(request);

            assertThat(outcome).isInstanceOf(ChangeOutcome.Planned.class);
            assertThat(files(outcome)).containsExactlyInAnyOrder(environmentPath(DEV), DEV_FILE, LIST);
            assertThat(world.state.commits()).isEmpty();
        }

        @Test
        void shows_derived_files_to_the_platform_only() {
            world.create(DEV, World.file("dev"), null);
            var team = Caller.granted(
                    new Actor("team"), List.of(new Grant(AddressPattern.of(DEV), Set.of(Right.CONFIGURE))));

            var outcome = world.configuration.set(
                    DEV, List.of(Assignment.parse("runtime.scaling.replicas=3")), context(team));

            assertThat(files(outcome)).containsExactly(environmentPath(DEV));
            assertThat(text(DEV_FILE)).contains("replicas: 3");
        }

        @Test
        void of_two_creates_in_one_push_builds_on_the_files_of_the_first() {
            world.together(List.<Supplier<ChangeOutcome>>of(
                    () -> world.create(DEV, World.file("dev"), null),
                    () -> world.create(PROD, World.file("prod"), null)));

            assertThat(text(LIST)).isEqualTo("likvid/hello-api/dev\nlikvid/hello-api/prod\n");
            assertThat(world.revisions(LIST)).hasSize(2);
            assertThat(findings())
                    .filteredOn(it -> it.code() == ProblemCode.DERIVED_FILE_STALE)
                    .isEmpty();
        }

        @Test
        void is_decided_again_after_another_process_created_an_environment() {
            var other = world.anotherProcess();
            world.state.beforeNextCommit(() -> other.environments()
                    .create(new CreateRequest(PROD, Bytes.utf8(World.file("prod")), null, context())));

            world.create(DEV, World.file("dev"), null);

            assertThat(text(LIST)).isEqualTo("likvid/hello-api/dev\nlikvid/hello-api/prod\n");
        }
    }

    @Nested
    class One_file {
        @Test
        void changes_with_a_release_a_rollback_a_hold_and_a_stop_whatever_the_generator_does() {
            world.init.init(context());
            world.push("1.0.0");
            world.create(DEV, World.file("dev"), "1.0.0");
            var files = world.state
                    .snapshot()
                    .find(null, name -> name.endsWith(".txt"))
                    .size();
            generator.beforeReturning(edits -> {
                throw new IllegalStateException("broken");
            });

            world.pushAndRelease("1.1.0");
            world.rollback(RollbackTarget.before(), true);
            world.holds.resume(DEV, context());
            world.stops.stop(Reason.parse("incident"), context());
            world.stops.start(context());
            generator.beforeReturning(edits -> {});

            assertThat(world.state.snapshot().find(null, name -> name.endsWith(".txt")))
                    .hasSize(files);
            assertThat(findings())
                    .filteredOn(it -> it.code() == ProblemCode.DERIVED_FILE_STALE)
                    .isEmpty();
        }
    }

    @Nested
    class Init {
        @Test
        void commits_the_derived_files_with_the_settings() {
            world.state.foreignCommit("dev", Map.of(environmentPath(DEV).value(), Bytes.utf8(World.file("dev"))));

            assertThat(files(world.init.init(context())))
                    .containsExactlyInAnyOrder(PlatformView.PATH, StatePath.of("README.md"), DEV_FILE, LIST);
            assertThat(world.verify().findings()).isEmpty();
        }

        @Test
        void regenerates_what_is_stale_and_never_touches_the_settings() {
            world.settings("argocd:\n  revision: main");
            world.create(DEV, World.file("dev"), null);
            world.create(PROD, World.file("prod"), null);
            world.settings("argocd:\n  revision: live");
            world.state.foreignCommit("edit", Map.of(LIST.value(), Bytes.utf8("by hand")));

            assertThat(files(world.init.init(context())))
                    .containsExactlyInAnyOrder(DEV_FILE, InMemoryDerivedFiles.file(PROD), LIST);
            assertThat(text(DEV_FILE)).contains("revision: live");
            assertThat(text(PlatformView.PATH)).isEqualTo(World.settingsText("argocd:\n  revision: live"));
            assertThat(world.lastMessage().subject()).isEqualTo("init: derived files");
        }

        @Test
        void again_changes_nothing() {
            world.init.init(context());
            world.create(DEV, World.file("dev"), null);

            assertThat(world.init.init(context())).isInstanceOf(ChangeOutcome.Unchanged.class);
        }

        @Test
        void is_refused_while_the_settings_are_broken() {
            world.breakSettings();

            assertThat(world.init.init(context()))
                    .isInstanceOfSatisfying(
                            ChangeOutcome.Rejected.class,
                            it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.PLATFORM_BROKEN));
        }
    }

    @Nested
    class Validate {
        @Test
        void warns_about_files_that_are_stale_missing_or_left_over() {
            world.init.init(context());
            world.create(DEV, World.file("dev"), null);
            world.state.foreignCommit("edit", Map.of(DEV_FILE.value(), Bytes.utf8("by hand")));
            world.state.foreignRemoval("removed", LIST.value());
            var left = InMemoryDerivedFiles.file(PROD);
            world.state.foreignCommit("left", Map.of(left.value(), Bytes.utf8("old")));

            assertThat(findings())
                    .extracting(it -> it.code() + " " + it.location() + " " + it.what() + " " + it.isError())
                    .containsExactlyInAnyOrder(
                            "IDP-1024 " + DEV_FILE + " the derived file is stale or was edited by hand false",
                            "IDP-1024 " + LIST + " the derived file is missing false",
                            "IDP-1024 " + left
                                    + " the derived file follows from no environment and no setting any more false");
        }

        @Test
        void reports_a_generator_that_fails() {
            world.init.init(context());
            generator.beforeReturning(edits -> {
                throw new IllegalStateException("broken");
            });

            assertThat(findings()).extracting(Finding::code).containsExactly(ProblemCode.GENERATOR_FAILED);
        }
    }

    @Nested
    class A_generator {
        @Test
        void that_refuses_the_change_does_so_with_its_own_problem() {
            var problem = Problem.of(ProblemCode.NOT_ALLOWED_BY_PLATFORM, "no such cluster", "here", "name another");
            generator.beforeReturning(edits -> {
                throw problem.asException();
            });

            assertThatThrownBy(() -> world.create(DEV, World.file("dev"), null))
                    .isInstanceOfSatisfying(
                            IdpException.class, it -> assertThat(it.problem()).isEqualTo(problem));
            assertThat(world.state.commits()).isEmpty();
        }

        @Test
        void that_fails_refuses_its_change_only() {
            world.create(DEV, World.file("dev"), null);
            generator.beforeReturning(edits -> {
                if (edits.stream().anyMatch(edit -> edit.path().equals(DEV_FILE))) {
                    throw new IllegalStateException("broken");
                }
            });
            var replicas = List.of(Assignment.parse("runtime.scaling.replicas=3"));

            var outcomes = world.together(List.<Supplier<String>>of(
                    () -> code(() -> world.configuration.set(DEV, replicas, context())),
                    () -> code(() -> world.create(PROD, World.file("prod"), null))));

            assertThat(outcomes).containsExactly("IDP-9003", "written");
            assertThat(world.devFile()).isEqualTo(World.file("dev"));
            assertThat(world.read(environmentPath(PROD))).isPresent();
        }

        private static String code(Supplier<ChangeOutcome> request) {
            try {
                return request.get() instanceof ChangeOutcome.Changed ? "written" : "not written";
            } catch (IdpException e) {
                return e.problem().code().toString();
            }
        }

        static Stream<Arguments> defects() {
            var bytes = Bytes.utf8("x");
            var own = StatePath.of("generated/x.txt");
            return Stream.of(
                    defect("which is not one of its derived files", put("README.md")),
                    defect("which is a file of the contract", put(PlatformView.PATH.value())),
                    defect(
                            "which is a file of the contract",
                            put(environmentPath(PROD).value())),
                    defect(
                            "which is a file of the contract",
                            put(releasePath(DEV).value())),
                    defect(
                            "which is a file of the contract",
                            edits -> edits.add(new FileEdit.Delete(releasePath(DEV)))),
                    defect(
                            "a change edits each path once",
                            edits -> edits.addAll(List.of(new FileEdit.Put(own, bytes), new FileEdit.Delete(own)))),
                    defect(
                            "a change edits a path or paths below it",
                            edits -> edits.addAll(List.of(
                                    new FileEdit.Put(own, bytes),
                                    new FileEdit.Put(StatePath.of("generated/x.txt/y.txt"), bytes)))),
                    defect(
                            "more than 262144",
                            edits -> edits.add(
                                    new FileEdit.Put(own, Bytes.utf8("x".repeat(Snapshot.MAX_FILE_SIZE + 1))))));
        }

        private static Arguments defect(String message, Consumer<List<FileEdit>> defect) {
            return Arguments.of(message, defect);
        }

        private static Consumer<List<FileEdit>> put(String path) {
            return edits -> edits.add(new FileEdit.Put(StatePath.of(path), Bytes.utf8("x")));
        }

        @ParameterizedTest
        @MethodSource("defects")
        void that_edits_anything_else_than_its_files_writes_nothing(String message, Consumer<List<FileEdit>> defect) {
            generator.beforeReturning(defect);

            assertThatThrownBy(() -> world.create(DEV, World.file("dev"), null))
                    .isInstanceOfSatisfying(IdpException.class, it -> {
                        assertThat(it.problem().code()).isEqualTo(ProblemCode.GENERATOR_FAILED);
                        assertThat(it.problem().what()).contains(message, "nothing was written");
                    });
            assertThat(world.state.commits()).isEmpty();
        }

        @Test
        void that_is_absent_leaves_files_at_its_paths_alone() {
            var without = new World();
            without.init.init(context());
            without.state.foreignCommit("own", Map.of(LIST.value(), Bytes.utf8("our own")));
            without.create(DEV, World.file("dev"), null);

            assertThat(without.read(LIST)).contains(Bytes.utf8("our own"));
            assertThat(without.verify().findings()).isEmpty();
        }
    }

    @Test
    void environments_of_other_layouts_have_derived_files_too() {
        world.settings("layout: \"apps/{team}/{env}\"");
        var address = EnvironmentAddress.parse("a/dev");

        world.create(address, World.file("dev"), null);

        assertThat(text(InMemoryDerivedFiles.file(address))).contains("namespace");
        assertThat(world.verify().findings()).isEmpty();
    }
}
