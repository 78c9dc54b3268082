// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.PROD;
import static io.meshcloud.idp.core.service.World.context;
import static io.meshcloud.idp.core.service.World.environmentPath;
import static io.meshcloud.idp.core.service.World.releasePath;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.environment.ApplyRequest;
import io.meshcloud.idp.core.environment.Assignment;
import io.meshcloud.idp.core.environment.CreateRequest;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class EnvironmentServiceTest {
    private final World world = new World();

    private static void assertRefused(ChangeOutcome outcome, ProblemCode code) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        ChangeOutcome.Rejected.class,
                        it -> assertThat(it.problem().code()).isEqualTo(code));
    }

    @Nested
    class Creating {
        @Test
        void commits_the_bytes_unchanged() {
            var file = World.file("dev").replace("\n", "\r\n");

            var outcome = world.create(DEV, file, null);

            assertThat(((ChangeOutcome.Changed) outcome).commits()).hasSize(1);
            assertThat(world.devFile()).isEqualTo(file);
            assertThat(world.lastMessage().trailer(TrailerKey.ACTION)).contains("create");
        }

        @Test
        void releases_a_first_image_in_a_second_commit_of_the_same_push() {
            var digest = world.push("1.0.0");

            var outcome = world.create(DEV, World.file("dev"), "1.0.0");

            assertThat(((ChangeOutcome.Changed) outcome).commits()).hasSize(2);
            assertThat(world.state.pushes()).isOne();
            assertThat(world.running()).contains(digest);
            assertThat(world.revisions(environmentPath(DEV))).hasSize(1);
            assertThat(CommitMessage.parse(world.state.commits().get(1)).trailer(TrailerKey.ACTION))
                    .contains("create");
            assertThat(world.lastMessage().trailer(TrailerKey.ACTION)).contains("release");
        }

        @Test
        void writes_nothing_at_all_when_the_first_image_is_refused() {
            assertRefused(world.create(DEV, World.file("dev"), "1.0.0"), ProblemCode.IMAGE_NOT_FOUND);
            assertThat(world.state.pushes()).isZero();
        }

        @Test
        void lists_the_registry_only_if_the_image_can_be_released() {
            world.settings("releases:\n  deployOnPush: true\n");
            var listings = new AtomicInteger();
            var core = IdpCore.builder(
                            world.state,
                            world.registry,
                            wanted -> {
                                listings.incrementAndGet();
                                return world.registry.list(wanted);
                            },
                            world.clock)
                    .build();
            var file = Bytes.utf8(World.file("dev"));
            var request = new CreateRequest(DEV, file, ImageChoice.parse("1.0.0"), false, context());

            assertRefused(core.environments().create(request), ProblemCode.IMAGE_NOT_FOUND);
            assertThat(listings).hasValue(0);

            world.push("1.0.0");
            assertThat(core.environments().create(request)).isInstanceOf(ChangeOutcome.Changed.class);
            assertThat(listings).hasValue(1);
        }

        @Test
        void that_is_refused_for_an_error_in_its_file_shows_the_warnings_too() {
            var file = World.file("dev") + "  typo: 1\n";

            assertThat(world.create(DEV, file.replace("\"256Mi\"", "512m"), null))
                    .isInstanceOfSatisfying(ChangeOutcome.Rejected.class, it -> {
                        assertThat(it.problem().what()).contains("breaks a rule", "typo");
                        assertThat(it.problem().findings()).hasSizeGreaterThan(1);
                    });
        }

        @Test
        void twice_changes_nothing() {
            world.push("1.0.0");
            world.create(DEV, World.file("dev"), "1.0.0");

            assertThat(world.create(DEV, World.file("dev"), null)).isInstanceOf(ChangeOutcome.Unchanged.class);
            assertThat(world.create(DEV, World.file("dev"), "1.0.0")).isInstanceOf(ChangeOutcome.Unchanged.class);
            assertThat(world.state.commits()).hasSize(2);
        }

        @Test
        void again_with_an_unknown_image_is_refused() {
            world.create(DEV, World.file("dev"), null);

            assertRefused(world.create(DEV, World.file("dev"), "9.9.9"), ProblemCode.IMAGE_NOT_FOUND);
        }

        @Test
        void an_existing_environment_without_a_release_is_reported_as_such() {
            world.create(DEV, World.file("dev"), null);
            world.push("1.0.0");

            var problem = ((ChangeOutcome.Rejected) world.create(DEV, World.file("dev"), "1.0.0")).problem();
            assertThat(problem.what()).contains("nothing was released to it yet");
        }

        @Test
        void an_existing_environment_with_another_file_or_image_is_refused() {
            world.push("1.0.0");
            world.push("1.1.0");
            world.create(DEV, World.file("dev"), "1.0.0");

            assertRefused(world.create(DEV, World.file("dev") + "# more\n", null), ProblemCode.ENVIRONMENT_EXISTS);
            assertRefused(world.create(DEV, World.file("dev"), "1.1.0"), ProblemCode.ENVIRONMENT_EXISTS);
        }

        @Test
        void a_file_that_breaks_the_contract_is_refused_with_every_finding() {
            var outcome = world.create(
                    DEV,
                    World.file("dev").replace("replicas: 2", "replicas: -1").replace("port: 8080", "port: 0"),
                    null);

            assertThat(((ChangeOutcome.Rejected) outcome).problem().findings()).hasSizeGreaterThan(1);
            assertThat(((ChangeOutcome.Rejected) outcome).problem().what())
                    .isEqualTo("the app-env.yaml breaks 2 rules");
            assertThat(world.state.commits()).isEmpty();
        }

        @Test
        void limits_of_the_platform_are_errors() {
            world.settings("limits:\n  replicas: 1");

            assertRefused(world.create(DEV, World.file("dev"), null), ProblemCode.OVER_PLATFORM_LIMIT);
        }

        @Test
        void a_repository_that_another_environment_tracks_is_refused() {
            world.create(DEV, World.file("dev"), null);

            var outcome = world.create(PROD, World.file("prod").replace("app1/prod", "app1/dev"), null);

            assertRefused(outcome, ProblemCode.NOT_UNIQUE);
            assertThat(((ChangeOutcome.Rejected) outcome).problem().what()).contains("likvid/hello-api/dev");
        }

        @Test
        void a_path_of_a_host_of_another_application_is_refused() {
            world.create(
                    EnvironmentAddress.parse("likvid/shop/dev"),
                    World.file("dev").replace("app1", "shop"),
                    null);

            var file = World.file("dev").replace("host: app1-dev", "path: /login\n    host: shop-dev");
            assertRefused(world.create(DEV, file, null), ProblemCode.NOT_UNIQUE);
        }

        @Test
        void is_possible_while_other_environments_conflict() {
            var file = Bytes.utf8(World.file("dev"));
            world.state.foreignCommit(
                    "clash",
                    Map.of(
                            environmentPath(DEV).value(), file,
                            environmentPath(EnvironmentAddress.parse("likvid/hello-api/dev2"))
                                            .value(),
                                    file));

            assertThat(world.create(PROD, World.file("prod"), null)).isInstanceOf(ChangeOutcome.Changed.class);
        }

        @Test
        void is_refused_if_a_release_exists_without_an_environment() {
            world.state.foreignCommit("stray", Map.of(releasePath(DEV).value(), Bytes.utf8("x: 1\n")));

            assertRefused(world.create(DEV, World.file("dev"), null), ProblemCode.RELEASE_EXISTS);
        }

        @Test
        void does_not_overwrite_a_link() {
            world.state.foreignLink("link", environmentPath(DEV).value());

            assertThat(world.create(DEV, World.file("dev"), null)).isInstanceOf(ChangeOutcome.Rejected.class);
        }

        @Test
        void a_dry_run_shows_both_files_and_writes_nothing() {
            world.push("1.0.0");
            var outcome = world.environments.create(
                    new CreateRequest(DEV, Bytes.utf8(World.file("dev")), ImageChoice.parse("1.0.0"), World.dryRun()));

            assertThat(((ChangeOutcome.Planned) outcome).files()).hasSize(2);
            assertThat(world.state.commits()).isEmpty();
        }
    }

    @Nested
    class Applying {
        Applying() {
            world.push("1.0.0");
            world.create(DEV, World.file("dev"), "1.0.0");
        }

        @Test
        void commits_the_bytes_unchanged_and_keeps_the_release() {
            var release = world.read(releasePath(DEV));
            var file = World.file("dev").replace("replicas: 2", "replicas:    3");

            assertThat(world.apply(file, false)).isInstanceOf(ChangeOutcome.Changed.class);

            assertThat(world.devFile()).isEqualTo(file);
            assertThat(world.read(releasePath(DEV))).isEqualTo(release);
        }

        @Test
        void a_path_of_a_host_of_another_application_is_refused() {
            world.create(
                    EnvironmentAddress.parse("likvid/shop/dev"),
                    World.file("dev").replace("app1", "shop"),
                    null);

            var file = World.file("dev").replace("host: app1-dev", "path: /login\n    host: shop-dev");
            assertRefused(world.apply(file, false), ProblemCode.NOT_UNIQUE);
        }

        @Test
        void the_same_bytes_change_nothing() {
            assertThat(world.apply(World.file("dev"), false)).isInstanceOf(ChangeOutcome.Unchanged.class);
        }

        @Test
        void another_repository_is_refused_while_a_release_exists() {
            assertRefused(
                    world.apply(World.file("dev").replace("app1/dev", "app1/other"), false),
                    ProblemCode.RELEASE_EXISTS);
        }

        @Test
        void another_tenant_app_or_environment_is_refused_while_a_release_exists() {
            for (var change : List.of(
                    "tenant: team-a>tenant: team-b", "app: app1>app: app2", "environment: dev>environment: staging")) {
                var parts = change.split(">", -1);
                assertRefused(
                        world.apply(World.file("dev").replace(parts[0], parts[1]), false), ProblemCode.RELEASE_EXISTS);
            }
        }

        @Test
        void drops_the_release_in_the_same_commit_on_request() {
            int commits = world.state.commits().size();

            var outcome = world.apply(World.file("dev").replace("app1/dev", "app1/other"), true);

            assertThat(outcome).isInstanceOf(ChangeOutcome.Changed.class);
            assertThat(world.read(releasePath(DEV))).isEmpty();
            assertThat(world.state.commits()).hasSize(commits + 1);
        }

        @Test
        void keeps_a_release_that_still_fits_even_if_dropping_is_requested() {
            world.apply(World.file("dev") + "# more\n", true);

            assertThat(world.read(releasePath(DEV))).isPresent();
        }

        @Test
        void repairs_a_broken_file() {
            world.state.foreignCommit("break", Map.of(environmentPath(DEV).value(), Bytes.utf8("spec: [")));

            assertThat(world.apply(World.file("dev"), false)).isInstanceOf(ChangeOutcome.Changed.class);
        }

        @Test
        void another_repository_is_refused_if_the_release_is_unreadable() {
            world.state.foreignCommit("break", Map.of(releasePath(DEV).value(), Bytes.utf8("spec: [")));

            assertRefused(
                    world.apply(World.file("dev").replace("app1/dev", "app1/other"), false),
                    ProblemCode.RELEASE_EXISTS);
            assertThat(world.apply(World.file("dev") + "# more\n", false)).isInstanceOf(ChangeOutcome.Changed.class);
        }

        @Test
        void repairs_a_broken_file_only_with_one_that_fits_the_existing_release() {
            world.state.foreignCommit("break", Map.of(environmentPath(DEV).value(), Bytes.utf8("spec: [")));

            assertRefused(
                    world.apply(World.file("dev").replace("app1/dev", "app1/other"), false),
                    ProblemCode.RELEASE_EXISTS);
        }

        @Test
        void keeps_a_release_that_already_named_another_environment() {
            var foreign = world.read(releasePath(DEV)).orElseThrow().asText().replace("app1/dev", "app1/other");
            world.state.foreignCommit("by hand", Map.of(releasePath(DEV).value(), Bytes.utf8(foreign)));

            assertThat(world.apply(World.file("dev") + "# more\n", false)).isInstanceOf(ChangeOutcome.Changed.class);
        }

        @Test
        void passes_on_the_warnings_of_the_file() {
            var outcome = world.apply(World.file("dev").replace("\"256Mi\"", "\"512m\""), false);

            assertThat(outcome.warnings())
                    .singleElement()
                    .satisfies(it -> assertThat(it.what()).contains("512m"));
        }

        @Test
        void does_not_follow_a_link_in_place_of_the_file() {
            world.state.foreignLink("link", environmentPath(DEV).value());

            assertRefused(world.apply(World.file("dev"), false), ProblemCode.ENVIRONMENT_BROKEN);
        }

        @Test
        void is_refused_without_an_environment() {
            world.environments.retire(DEV, context());

            assertRefused(world.apply(World.file("dev"), false), ProblemCode.ENVIRONMENT_NOT_FOUND);
        }
    }

    /** An address that ends in the name of another kind. */
    @Nested
    class Another_kind {
        private final String automatic = World.file("dev");

        private ChangeOutcome create(boolean force) {
            return world.environments.create(new CreateRequest(PROD, Bytes.utf8(automatic), null, force, context()));
        }

        @Test
        void is_refused_if_it_is_released_by_hand_and_the_file_is_not() {
            var outcome = create(false);

            assertRefused(outcome, ProblemCode.NOT_ALLOWED_BY_PLATFORM);
            assertThat(((ChangeOutcome.Rejected) outcome).problem().what())
                    .contains("ends in 'prod'", "of the kind 'dev'", "automation deploys what is pushed");
            assertThat(((ChangeOutcome.Rejected) outcome).problem().fix()).contains("environment: prod", "--force");
        }

        @Test
        void is_warned_about_if_it_is_forced() {
            assertThat(create(true).warnings())
                    .singleElement()
                    .satisfies(it -> assertThat(it.what()).contains("ends in 'prod'"));
        }

        @Test
        void is_warned_about_if_the_file_is_released_by_hand_too() {
            var manual =
                    automatic.replace("# what is pushed here runs here", "\n    deployPolicy:\n      mode: manual");

            var outcome = world.create(PROD, manual, null);

            assertThat(outcome).isInstanceOf(ChangeOutcome.Changed.class);
            assertThat(outcome.warnings()).hasSize(1);
        }

        @Test
        void does_not_stop_later_changes() {
            create(true);

            var outcome =
                    world.configuration.set(PROD, List.of(Assignment.parse("runtime.scaling.replicas=3")), context());

            assertThat(outcome).isInstanceOf(ChangeOutcome.Changed.class);
            assertThat(outcome.warnings()).hasSize(1);
        }

        @Test
        void is_refused_when_a_file_is_replaced() {
            world.create(PROD, World.file("prod"), null);

            var refused = world.environments.apply(new ApplyRequest(PROD, Bytes.utf8(automatic), false, context()));
            var forced =
                    world.environments.apply(new ApplyRequest(PROD, Bytes.utf8(automatic), false, true, context()));

            assertRefused(refused, ProblemCode.NOT_ALLOWED_BY_PLATFORM);
            assertThat(forced).isInstanceOf(ChangeOutcome.Changed.class);
        }
    }

    @Nested
    class Retiring {
        @Test
        void removes_both_files_in_one_commit() {
            world.push("1.0.0");
            world.create(DEV, World.file("dev"), "1.0.0");

            var outcome = world.environments.retire(DEV, context());

            assertThat(((ChangeOutcome.Changed) outcome).commits()).hasSize(1);
            assertThat(world.state.snapshot().isEmpty()).isTrue();
        }

        @Test
        void names_the_image_that_ran() {
            var digest = world.push("1.0.0");
            world.create(DEV, World.file("dev"), "1.0.0");

            var outcome = world.environments.retire(DEV, context());

            assertThat(outcome.warnings())
                    .extracting(Warning::what)
                    .satisfiesExactly(
                            what -> assertThat(what).contains(digest.value()),
                            what -> assertThat(what)
                                    .contains("Argo CD removes the workload", "onRetire of dev is delete"));
        }

        @Test
        void an_unknown_environment_is_refused() {
            assertRefused(world.environments.retire(DEV, context()), ProblemCode.ENVIRONMENT_NOT_FOUND);
        }
    }

    @Test
    void creating_applying_and_retiring_need_the_rights_of_the_platform() {
        var team = context(Caller.granted(new Actor("team-a"), List.of()));
        var file = Bytes.utf8(World.file("dev"));

        assertRefused(world.environments.create(new CreateRequest(DEV, file, null, team)), ProblemCode.FORBIDDEN);
        assertRefused(world.environments.apply(new ApplyRequest(DEV, file, false, team)), ProblemCode.FORBIDDEN);
        assertRefused(world.environments.retire(DEV, team), ProblemCode.FORBIDDEN);
        assertRefused(world.init.init(team), ProblemCode.FORBIDDEN);
    }
}
