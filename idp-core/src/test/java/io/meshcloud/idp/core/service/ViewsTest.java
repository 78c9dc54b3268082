// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.context;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.Finding.Severity;
import io.meshcloud.idp.contract.wire.ChangeResult;
import io.meshcloud.idp.contract.wire.EnvironmentSummaryView;
import io.meshcloud.idp.contract.wire.HistoryEntryView;
import io.meshcloud.idp.contract.wire.ReleaseResult;
import io.meshcloud.idp.contract.wire.RuleView;
import io.meshcloud.idp.core.history.HistoryRequest;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.validate.ValidationService;
import io.meshcloud.idp.core.wire.Views;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What front ends print. */
class ViewsTest {
    private final World world = World.withDev();

    @Test
    void an_update_contains_address_image_and_commits() {
        var digest = world.push("1.0.0");

        var view = Views.of(world.release("1.0.0"));

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
    void a_second_release_is_unchanged_and_a_dry_run_is_planned() {
        world.pushAndRelease("1.0.0");
        world.push("1.1.0");

        assertThat(Views.of(world.release("1.0.0")).result()).isEqualTo(ReleaseResult.Status.UNCHANGED);
        var planned =
                Views.of(world.releases.release(ReleaseRequest.of(DEV, ImageChoice.parse("1.1.0"), World.dryRun())));
        assertThat(planned.result()).isEqualTo(ReleaseResult.Status.PLANNED);
        assertThat(planned.files()).singleElement().satisfies(file -> {
            assertThat(file.path()).endsWith("release.yaml");
            assertThat(file.before()).contains("1.0.0");
            assertThat(file.after()).contains("1.1.0");
        });
    }

    @Test
    void a_refusal_contains_its_problem() {
        var view = Views.of(world.release("1.0.0"));

        assertThat(view.result()).isEqualTo(ReleaseResult.Status.REJECTED);
        assertThat(view.problem().code()).isEqualTo("IDP-2003");
        assertThat(view.problem().fix()).isNotBlank();
    }

    @Test
    void a_change_contains_its_subject() {
        assertThat(Views.of(world.holds.hold(DEV, context())).result()).isEqualTo(ChangeResult.Status.CHANGED);
        assertThat(Views.of(world.holds.hold(DEV, context())).note()).contains("manual");
        assertThat(Views.of(world.holds.hold(World.PROD, context())).problem().code())
                .isEqualTo("IDP-2001");
        assertThat(Views.of(world.holds.resume(DEV, World.dryRun())).files()).hasSize(1);
        assertThat(Views.of(world.holds.resume(DEV, context())).subject()).isEqualTo("likvid/hello-api/dev");
    }

    @Test
    void an_environment_contains_the_running_image() {
        world.pushAndRelease("1.0.0");

        var view = Views.of(world.catalog.show(World.platform(), DEV), Optional.empty());

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

        var history = Views.of(DEV, world.histories.history(World.platform(), new HistoryRequest(DEV, 1, null)));
        assertThat(history.entries())
                .singleElement()
                .extracting(HistoryEntryView::at)
                .isEqualTo("2026-10-01T12:01:00Z");
        assertThat(history.next()).isEqualTo(history.entries().get(0).commit());
        var report = Views.of(new ValidationService(World.SEPARATE_RIGHTS, world.core.platform())
                .validate(World.platform(), world.state.snapshot(), ValidationService.Progress.silent()));
        assertThat(report.valid()).isFalse();
        assertThat(report.findings()).first().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.ERROR);
            assertThat(finding.where()).startsWith("platform/platform.yaml:1:");
        });
    }
}
