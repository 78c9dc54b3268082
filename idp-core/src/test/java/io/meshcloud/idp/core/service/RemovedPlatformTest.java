// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.PROD;
import static io.meshcloud.idp.core.service.World.context;
import static io.meshcloud.idp.core.service.World.dryRun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.automation.AutomationRequest;
import io.meshcloud.idp.core.environment.Assignment;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.promotion.PromotionRequest;
import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.validate.ValidationService;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.spi.registry.ImagePushed;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A {@code platform.yaml} that was removed or renamed must not lift the rules that it contained. */
class RemovedPlatformTest {
    private final World world = World.withDev();

    private List<Finding> validate() {
        return new ValidationService(World.SEPARATE_RIGHTS, world.core.platform())
                .validate(World.platform(), world.state.snapshot(), ValidationService.Progress.silent())
                .findings();
    }

    private static Problem problem(@Nullable ReleaseOutcome outcome) {
        assertThat(outcome).isInstanceOf(ReleaseOutcome.Rejected.class);
        return ((ReleaseOutcome.Rejected) Objects.requireNonNull(outcome)).problem();
    }

    private static Problem problem(ChangeOutcome outcome) {
        assertThat(outcome).isInstanceOf(ChangeOutcome.Rejected.class);
        return ((ChangeOutcome.Rejected) outcome).problem();
    }

    @Nested
    class Removed {
        @BeforeEach
        void releaseTwoImagesThenRemoveTheFile() {
            world.settings("releases: {deployOnPush: true}");
            world.pushAndRelease("1.0.0");
            world.pushAndRelease("1.1.0");
            world.push("1.2.0");
            world.state.foreignRemoval("tidy up", PlatformView.PATH.value());
        }

        @Test
        void refuses_every_command_that_needs_the_settings() {
            var automation = RequestContext.ofAutomation(Trigger.RELEASE_CONTROLLER, false);
            var promotion = new PromotionRequest(DEV, PROD, ExpectedCurrent.anything(), null, context());
            var replicas = List.of(Assignment.parse("runtime.scaling.replicas=3"));

            assertThat(List.of(
                            problem(world.release("1.2.0")),
                            problem(world.automation.update(AutomationRequest.of(DEV, null, automation))),
                            problem(world.promotions.promote(promotion).release()),
                            problem(world.create(PROD, World.file("prod"), null)),
                            problem(world.apply(World.file("dev") + "# more\n", false)),
                            problem(world.configuration.set(DEV, replicas, context())),
                            problem(world.environments.retire(DEV, context())),
                            problem(world.holds.hold(DEV, context())),
                            problem(world.holds.resume(DEV, context())),
                            problem(world.stops.stop(Reason.parse("no rules"), context())),
                            problem(world.stops.start(context())),
                            problem(world.init.init(context()))))
                    .extracting(Problem::code)
                    .containsOnly(ProblemCode.PLATFORM_BROKEN);
            assertThatThrownBy(() -> world.reconciling.reconcile(false, (done, all) -> {}))
                    .isInstanceOfSatisfying(
                            IdpException.class,
                            e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.PLATFORM_BROKEN));
        }

        @Test
        void is_explained() {
            var request = ImageChoice.parse("1.2.0");

            var explanation = world.core.explanations().explain(DEV, request, dryRun());

            assertThat(problem(explanation.automation().outcome()).code()).isEqualTo(ProblemCode.PLATFORM_BROKEN);
            assertThat(problem(Objects.requireNonNull(explanation.image()).outcome())
                            .code())
                    .isEqualTo(ProblemCode.PLATFORM_BROKEN);
        }

        @Test
        void allows_a_rollback_which_uses_the_last_readable_settings() {
            var outcome = world.rollback();

            assertThat(outcome).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(outcome.warnings()).singleElement().asString().contains("last readable state");
        }

        @Test
        void keeps_the_layout_of_the_last_readable_settings() {
            var other = new World();
            other.settings("layout: \"{app}/{env}\"");
            other.state.foreignCommit("dev", Map.of("app1/dev/app-env.yaml", Bytes.utf8(World.file("dev"))));
            other.state.foreignRemoval("tidy up", PlatformView.PATH.value());

            assertThat(other.catalog.list(World.platform()))
                    .singleElement()
                    .satisfies(it -> assertThat(it.address().toString()).isEqualTo("app1/dev"));
            assertThat(other.pushes
                            .pushed(ImagePushed.of(World.repository("dev"), null))
                            .toString())
                    .contains("app1/dev");
        }

        @Test
        void is_an_error_of_validation_that_names_the_last_commit_with_the_file() {
            var revisions = world.revisions(PlatformView.PATH);

            assertThat(validate()).filteredOn(Finding::isError).singleElement().satisfies(finding -> {
                assertThat(finding.code()).isEqualTo(ProblemCode.PLATFORM_BROKEN);
                assertThat(finding.fix())
                        .contains("restore the file")
                        .contains(revisions.get(1).commit().abbreviated());
            });
        }

        @Test
        void is_over_once_the_file_is_restored() {
            world.settings("releases: {deployOnPush: false}");

            assertThat(world.release("1.2.0")).isInstanceOf(ReleaseOutcome.Updated.class);
        }

        @Test
        void is_still_reported_after_further_commits() {
            world.rollback();
            world.rollback();

            assertThat(problem(world.release("1.2.0")).code()).isEqualTo(ProblemCode.PLATFORM_BROKEN);
        }
    }

    @Nested
    class Renamed {
        private Problem releaseAfterRenameTo(String path) {
            world.settings("limits: {replicas: 3}");
            world.push("1.0.0");
            world.state.foreignRemoval("rename", PlatformView.PATH.value());
            world.state.foreignCommit("rename", Map.of(path, Bytes.utf8(World.settingsText("limits: {replicas: 3}"))));
            return problem(world.release("1.0.0"));
        }

        @Test
        void with_another_ending_is_named() {
            assertThat(releaseAfterRenameTo("platform/platform.yml").fix())
                    .contains("rename platform/platform.yml to platform/platform.yaml");
        }

        @Test
        void to_another_folder_is_named() {
            assertThat(releaseAfterRenameTo("config/platform.yaml").fix()).contains("rename config/platform.yaml to");
        }

        @Test
        void with_capital_letters_is_named() {
            assertThat(releaseAfterRenameTo("Platform/Platform.yaml").fix())
                    .contains("rename Platform/Platform.yaml to");
        }
    }

    @Nested
    class Never_there {
        @Test
        void means_the_defaults_with_a_warning_of_validation() {
            world.push("1.0.0");

            assertThat(world.release("1.0.0")).isInstanceOf(ReleaseOutcome.Updated.class);
            assertThat(validate()).singleElement().satisfies(finding -> {
                assertThat(finding.code()).isEqualTo(ProblemCode.PLATFORM_ABSENT);
                assertThat(finding.isError()).isFalse();
                assertThat(finding.what()).contains("the defaults apply");
            });
        }

        @Test
        void is_an_error_of_validation_if_a_file_has_a_similar_name() {
            world.state.foreignCommit(
                    "settings", Map.of("platform/platform.yml", Bytes.utf8(World.settingsText("limits: {}"))));

            assertThat(validate()).singleElement().satisfies(finding -> {
                assertThat(finding.code()).isEqualTo(ProblemCode.PLATFORM_ABSENT);
                assertThat(finding.isError()).isTrue();
                assertThat(finding.fix()).contains("rename platform/platform.yml to platform/platform.yaml");
            });
        }
    }

    @Nested
    class History {
        private final AtomicInteger walks = new AtomicInteger();
        private final PlatformView platform = new PlatformView((from, path, visitor) -> {
            walks.incrementAndGet();
            world.state.history(from, path, visitor);
        });

        @Test
        void is_not_read_while_the_file_exists() {
            world.settings("limits: {replicas: 3}");

            assertThat(platform.require(world.state.snapshot()).orThrow().limits())
                    .isNotNull();

            assertThat(walks).hasValue(0);
        }

        @Test
        void is_read_once_for_each_commit_without_the_file() {
            for (int i = 0; i < 3; i++) {
                assertThat(platform.require(world.state.snapshot()).orThrow()).isEqualTo(Platform.DEFAULT);
            }
            assertThat(walks).hasValue(1);

            world.state.foreignCommit("more", Map.of("README.md", Bytes.utf8("more")));
            platform.require(world.state.snapshot()).orThrow();

            assertThat(walks).hasValue(2);
        }
    }
}
