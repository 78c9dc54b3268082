// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.context;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.Finding.Severity;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.wire.ChangeResult;
import io.meshcloud.idp.contract.wire.EnvironmentSummaryView;
import io.meshcloud.idp.contract.wire.ReleaseResult;
import io.meshcloud.idp.contract.wire.RuleView;
import io.meshcloud.idp.core.history.HistoryRequest;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.validate.ValidationService;
import io.meshcloud.idp.core.wire.Views;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.RequestId;
import io.meshcloud.idp.spi.caller.Trigger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What front ends print. */
class ViewsTest {
    private final World world = World.withDev();
    private final Views views = new Views(world.clock, "https://git.example.tld/state/commit/{commit}");

    @Test
    void an_update_contains_address_image_and_commits() {
        var digest = world.push("1.0.0");

        var view = views.of(world.release("1.0.0"));

        assertThat(view.result()).isEqualTo(ReleaseResult.Status.UPDATED);
        assertThat(view.address()).isEqualTo("likvid/hello-api/dev");
        assertThat(view.image()).isEqualTo("registry.example.org/team-a/app1/dev:1.0.0@" + digest);
        assertThat(view.tag()).isEqualTo("1.0.0");
        assertThat(view.digest()).isEqualTo(digest.value());
        assertThat(view.commits())
                .containsExactly(world.state.snapshot().commit().orElseThrow().value());
        assertThat(view.problem()).isNull();
        assertThat(view.trace()).extracting(RuleView::verdict).containsOnly("passed");
    }

    @Test
    void an_update_has_the_time_and_the_page_of_its_commit() {
        world.push("1.0.0");
        var outcome = world.release("1.0.0");
        world.clock.advance(Duration.ofMinutes(5));

        var view = views.of(outcome);

        assertThat(view.at()).isEqualTo("2026-10-01T12:00:00Z");
        assertThat(view.links())
                .isEqualTo(Map.of(
                        "commit",
                        "https://git.example.tld/state/commit/" + view.commits().get(0)));
        assertThat(new Views(world.clock, null).of(outcome).links()).isNull();
        assertThat(views.of(world.release("1.0.0")))
                .as("an answer without a commit has the time of the answer")
                .satisfies(unchanged -> {
                    assertThat(unchanged.at()).isEqualTo("2026-10-01T12:05:00Z");
                    assertThat(unchanged.links()).isNull();
                });
    }

    private static RequestContext again(String id) {
        var parsed = RequestId.parse("00000000-0000-4000-8000-00000000000" + id);
        return new RequestContext(World.platform(), Trigger.CLI, null, parsed, false);
    }

    @Test
    void a_repeated_request_has_the_time_and_the_page_of_the_first_answer() {
        world.push("1.0.0");
        var release = ReleaseRequest.of(DEV, ImageChoice.parse("1.0.0"), again("1"));
        var released = views.of(world.releases.release(release));
        var held = views.of(world.holds.hold(DEV, again("2")));
        world.clock.advance(Duration.ofMinutes(5));

        assertThat(views.of(world.releases.release(release)))
                .returns(released.at(), ReleaseResult::at)
                .returns(released.links(), ReleaseResult::links);
        assertThat(views.of(world.holds.hold(DEV, again("2"))))
                .returns(held.at(), ChangeResult::at)
                .returns(held.links(), ChangeResult::links);
    }

    @Test
    void a_problem_has_the_members_of_rfc_9457_and_the_refused_release() {
        var release = views.of(world.release("1.0.0"));
        var problem = Problem.of(ProblemCode.IMAGE_NOT_FOUND, "no such tag", "registry.example", "push it");

        var details = Views.of(problem, world.clock.instant(), release, null);

        assertThat(details.type()).endsWith("/docs/errors/IDP-2003.md");
        assertThat(details.title()).isEqualTo("no such image");
        assertThat(details.status()).isEqualTo(404);
        assertThat(details.detail()).isEqualTo("no such tag").isEqualTo(details.what());
        assertThat(details.instance()).isNull();
        assertThat(details.at()).isEqualTo("2026-10-01T12:00:00Z");
        assertThat(details.release()).isEqualTo(release);
    }

    @Test
    void a_second_release_is_unchanged_and_a_dry_run_is_planned() {
        world.pushAndRelease("1.0.0");
        world.push("1.1.0");

        assertThat(views.of(world.release("1.0.0")).result()).isEqualTo(ReleaseResult.Status.UNCHANGED);
        var planned =
                views.of(world.releases.release(ReleaseRequest.of(DEV, ImageChoice.parse("1.1.0"), World.dryRun())));
        assertThat(planned.result()).isEqualTo(ReleaseResult.Status.PLANNED);
        assertThat(planned.files()).singleElement().satisfies(file -> {
            assertThat(file.path()).endsWith("release.yaml");
            assertThat(file.before()).contains("1.0.0");
            assertThat(file.after()).contains("1.1.0");
        });
    }

    @Test
    void a_refusal_contains_its_problem() {
        var view = views.of(world.release("1.0.0"));

        assertThat(view.result()).isEqualTo(ReleaseResult.Status.REJECTED);
        assertThat(view.problem().code()).isEqualTo("IDP-2003");
        assertThat(view.problem().fix()).isNotBlank();
    }

    @Test
    void a_change_contains_its_subject() {
        assertThat(views.of(world.holds.hold(DEV, context())).result()).isEqualTo(ChangeResult.Status.CHANGED);
        assertThat(views.of(world.holds.hold(DEV, context())).note()).contains("manual");
        assertThat(views.of(world.holds.hold(World.PROD, context())).problem().code())
                .isEqualTo("IDP-2001");
        assertThat(views.of(world.holds.resume(DEV, World.dryRun())).files()).hasSize(1);
        assertThat(views.of(world.holds.resume(DEV, context())).subject()).isEqualTo("likvid/hello-api/dev");
    }

    @Test
    void an_environment_contains_the_running_image() {
        world.pushAndRelease("1.0.0");

        var view = views.of(world.catalog.show(World.platform(), DEV), Optional.empty());

        assertThat(view.summary().state()).isEqualTo(EnvironmentSummaryView.State.OK);
        assertThat(view.summary().environment()).isEqualTo("dev");
        assertThat(view.summary().mode()).isEqualTo("auto");
        assertThat(view.summary().tag()).isEqualTo("1.0.0");
        assertThat(view.file()).isEqualTo(World.file("dev"));
        assertThat(view.release().newestSeenAt()).isEqualTo("2026-10-01T12:01:00Z");
    }

    @Test
    void history_and_findings_are_texts() {
        world.pushAndRelease("1.0.0");
        world.breakSettings();

        var history = views.of(DEV, world.histories.history(World.platform(), new HistoryRequest(DEV, 1, null)));
        assertThat(history.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.at()).isEqualTo("2026-10-01T12:01:00Z");
            assertThat(entry.links().get("commit")).endsWith("/commit/" + entry.commit());
        });
        assertThat(history.next()).isEqualTo(history.entries().get(0).commit());
        var report = views.of(new ValidationService(World.SEPARATE_RIGHTS, world.core.platform())
                .validate(World.platform(), world.state.snapshot(), ValidationService.Progress.silent()));
        assertThat(report.valid()).isFalse();
        assertThat(report.findings()).first().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.ERROR);
            assertThat(finding.where()).startsWith("platform/platform.yaml:1:");
        });
    }
}
