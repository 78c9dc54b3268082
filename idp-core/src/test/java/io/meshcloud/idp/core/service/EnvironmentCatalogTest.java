// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.PROD;
import static io.meshcloud.idp.core.service.World.context;
import static io.meshcloud.idp.core.service.World.environmentPath;
import static io.meshcloud.idp.core.service.World.releasePath;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.core.environment.EnvironmentCatalog;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.observe.Observers;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.summary.EnvironmentSummary;
import io.meshcloud.idp.core.summary.ReadModel;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.spi.state.ReadModelStore;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EnvironmentCatalogTest {
    private final World world = World.withDev();

    private EnvironmentSummary dev() {
        return world.catalog.show(World.platform(), DEV).summary();
    }

    @Test
    void an_empty_repository_lists_nothing() {
        assertThat(new World().catalog.list(World.platform())).isEmpty();
    }

    @Test
    void files_outside_the_layout_and_below_a_link_are_named() {
        world.state.foreignCommit("elsewhere", Map.of("apps/a/app-env.yaml", Bytes.utf8(World.file("prod"))));
        world.state.foreignLink("link", "workspaces/likvid/projects/other");
        world.state.foreignLink("harmless", "docs/link");

        assertThat(world.catalog.list(World.platform()))
                .extracting(EnvironmentSummary::address)
                .containsExactly(DEV);
        assertThat(world.catalog.unread(World.platform(), world.state.snapshot()))
                .extracting(Warning::where)
                .containsExactly("workspaces/likvid/projects/other", "apps/a/app-env.yaml");
    }

    @Test
    void nothing_is_named_where_every_file_is_read() {
        world.pushAndRelease("1.0.0");

        assertThat(world.catalog.unread(World.platform(), world.state.snapshot()))
                .isEmpty();
    }

    @Test
    void environments_are_listed_by_address_with_what_runs() {
        var digest = world.pushAndRelease("1.0.0");
        world.create(PROD, World.file("prod"), null);

        var list = world.catalog.list(World.platform());

        assertThat(list).extracting(EnvironmentSummary::address).containsExactly(DEV, PROD);
        assertThat(list.get(0).image().digest()).isEqualTo(digest);
        assertThat(list.get(0).releasedAt()).isEqualTo(world.clock.instant());
        assertThat(list.get(0).mode()).isEqualTo(DeployMode.AUTO);
        assertThat(list.get(0).kind()).hasToString("dev");
        assertThat(list.get(1).image()).isNull();
        assertThat(list.get(1).mode()).isEqualTo(DeployMode.MANUAL);
        assertThat(list).noneMatch(EnvironmentSummary::isBroken);
    }

    @Test
    void a_broken_environment_is_listed_as_broken_and_hides_no_other() {
        world.state.foreignCommit("broken", Map.of(environmentPath(PROD).value(), Bytes.utf8("spec: [")));

        var list = world.catalog.list(World.platform());

        assertThat(list).hasSize(2);
        assertThat(list.get(0).isBroken()).isFalse();
        assertThat(list.get(1).isBroken()).isTrue();
    }

    @Test
    void an_unreadable_release_makes_it_broken_and_is_reported() {
        world.state.foreignCommit("broken", Map.of(releasePath(DEV).value(), Bytes.utf8("spec: [")));

        assertThat(dev().isBroken()).isTrue();
        assertThat(dev().kind()).hasToString("dev");
    }

    @Test
    void a_tightened_limit_causes_a_warning() {
        world.settings("limits:\n  replicas: 1");

        assertThat(dev().isBroken()).isFalse();
        assertThat(dev().findings()).hasSize(1);
    }

    @Test
    void a_hold_is_distinguished_from_manual_mode() {
        assertThat(dev().held()).isFalse();
        world.holds.hold(DEV, context());
        assertThat(dev().held()).isTrue();
        assertThat(dev().mode()).isEqualTo(DeployMode.MANUAL);
        assertThat(world.catalog.list(World.platform()).get(0).held()).isTrue();
        world.holds.resume(DEV, context());
        assertThat(dev().held()).isFalse();
    }

    @Test
    void a_list_does_not_walk_history_once_for_each_manual_environment() {
        world.settings("releases: {deployOnPush: false}");
        for (int i = 0; i < 20; i++) {
            var address = EnvironmentAddress.parse("likvid/hello-api/manual" + i);
            var file = World.file("dev").replace("  runtime:\n", "    deployPolicy:\n      mode: manual\n  runtime:\n");
            world.state.foreignCommit("manual", Map.of(environmentPath(address).value(), Bytes.utf8(file)));
        }
        world.holds.hold(DEV, context());
        var walks = new AtomicInteger();
        var counting = catalog(new CountingHistory(world.state, walks));

        var held = counting.list(World.platform()).stream()
                .filter(EnvironmentSummary::held)
                .toList();

        assertThat(held).extracting(EnvironmentSummary::address).containsExactly(DEV);
        assertThat(walks).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void a_list_walks_history_once_for_the_tags_of_all_releases_without_one() {
        world.settings("releases: {deployOnPush: false}");
        for (var kind : List.of("dev", "staging", "prod")) {
            var address = EnvironmentAddress.parse("likvid/hello-api/" + kind);
            world.state.foreignCommit(kind, Map.of(environmentPath(address).value(), Bytes.utf8(World.file(kind))));
            world.registry.push(
                    World.repository(kind),
                    TestImage.of("image", World.START),
                    Tag.parse("old"),
                    Tag.parse("v1-" + kind));
            world.releases.release(ReleaseRequest.of(address, ImageChoice.parse("old"), context()));
            world.releases.release(ReleaseRequest.of(address, ImageChoice.parse("v1-" + kind), context()));
            removeTag(address);
        }
        var walks = new AtomicInteger();

        var list = catalog(new CountingHistory(world.state, walks)).list(World.platform());

        assertThat(list).extracting(EnvironmentSummary::releasedTag).containsOnly(Tag.parse("old"));
        assertThat(walks).hasValue(1);
        assertThat(dev().releasedTag()).isEqualTo(Tag.parse("old"));
    }

    private void removeTag(EnvironmentAddress address) {
        var path = World.releasePath(address);
        var text = world.read(path).orElseThrow().asText();
        world.state.foreignCommit("edit", Map.of(path.value(), Bytes.utf8(text.replaceFirst(" *tag: .*\n", ""))));
    }

    @Test
    void a_tag_of_another_digest_is_not_shown_for_a_release_without_one() {
        var one = world.push("1.0.0");
        world.push("2.0.0");
        world.release(one.value());
        world.release("2.0.0");
        world.release(one.value());

        assertThat(world.catalog.list(World.platform()).get(0).releasedTag()).isNull();
    }

    @Test
    void a_list_without_manual_environments_does_not_walk_history_at_all() {
        world.settings("releases: {deployOnPush: false}");
        var walks = new AtomicInteger();

        assertThat(catalog(new CountingHistory(world.state, walks)).list(World.platform()))
                .hasSize(1);

        assertThat(walks).hasValue(0);
    }

    @Test
    void an_environment_of_a_known_list_is_shown_without_a_walk_through_history() {
        world.holds.hold(DEV, context());
        var walks = new AtomicInteger();
        var catalog = catalog(new CountingHistory(world.state, walks));
        catalog.list(World.platform());
        walks.set(0);

        var summary = catalog.show(World.platform(), DEV).summary();

        assertThat(summary.held()).isTrue();
        assertThat(walks).hasValue(0);
    }

    @Test
    void a_commit_after_the_list_is_part_of_what_is_shown() {
        world.catalog.list(World.platform());
        world.holds.hold(DEV, context());

        assertThat(world.catalog.show(World.platform(), DEV).summary().held()).isTrue();
    }

    @Test
    void holds_are_found_in_environments_without_a_common_folder() {
        world.settings("layout: \"{team}/{env}\"");
        var a = EnvironmentAddress.parse("a/dev");
        var b = EnvironmentAddress.parse("b/dev");
        for (var address : List.of(a, b)) {
            world.state.foreignCommit("dev", Map.of(address + "/app-env.yaml", Bytes.utf8(World.file("dev"))));
        }
        world.holds.hold(a, context());
        world.holds.hold(b, context());
        world.holds.resume(b, context());

        assertThat(world.catalog.list(World.platform()))
                .filteredOn(EnvironmentSummary::held)
                .extracting(EnvironmentSummary::address)
                .containsExactly(a);
    }

    private EnvironmentCatalog catalog(StateRepository counting) {
        var platforms = new PlatformView(counting::history);
        var branch = new WriterLoop(counting, duration -> {}, new Random(1), Observers.NONE);
        var model = new ReadModel(counting, branch, platforms, ReadModelStore.NONE, world.clock);
        return new EnvironmentCatalog(counting, world.registry, platforms, model);
    }

    /** Counts how often history is walked. */
    private record CountingHistory(StateRepository all, AtomicInteger walks) implements StateRepository {
        @Override
        public Snapshot snapshot() {
            return all.snapshot();
        }

        @Override
        public CommitResult commit(Snapshot base, List<Change> changes) {
            return all.commit(base, changes);
        }

        @Override
        public void history(Snapshot from, StatePath path, Predicate<FileRevision> visitor) {
            walks.incrementAndGet();
            all.history(from, path, visitor);
        }

        @Override
        public void commits(Snapshot from, @Nullable CommitId since, Predicate<CommitRecord> visitor) {
            walks.incrementAndGet();
            all.commits(from, since, visitor);
        }

        @Override
        public void historyAfter(Snapshot from, CommitId after, StatePath path, Predicate<FileRevision> visitor) {
            walks.incrementAndGet();
            all.historyAfter(from, after, path, visitor);
        }

        @Override
        public boolean isOwn(Snapshot from, CommitId commit) {
            return all.isOwn(from, commit);
        }

        @Override
        public Optional<Snapshot> at(Snapshot from, String commit) {
            return all.at(from, commit);
        }

        @Override
        public Optional<List<StatePath>> changed(Snapshot from, Snapshot to, String fileName) {
            return all.changed(from, to, fileName);
        }
    }

    @Test
    void one_environment_shows_its_text_and_its_release() {
        world.pushAndRelease("1.0.0");

        var details = world.catalog.show(World.platform(), DEV);

        assertThat(details.optionalFile().orElseThrow().asText()).isEqualTo(World.file("dev"));
        assertThat(details.optionalRelease().orElseThrow().optionalNewestSeenAt())
                .contains(world.clock.instant());
    }

    @Test
    void a_broken_environment_still_shows_its_text() {
        world.state.foreignCommit("broken", Map.of(environmentPath(DEV).value(), Bytes.utf8("spec: [")));

        assertThat(world.catalog
                        .show(World.platform(), DEV)
                        .optionalFile()
                        .orElseThrow()
                        .asText())
                .isEqualTo("spec: [");
    }

    @Test
    void an_unknown_address_is_refused() {
        assertThatThrownBy(() -> world.catalog.show(World.platform(), PROD)).isInstanceOf(IdpException.class);
    }

    @Test
    void a_configured_layout_is_used() {
        world.settings("layout: apps/{team}/{app}/{env}");
        world.state.foreignCommit("new place", Map.of("apps/a/b/c/app-env.yaml", Bytes.utf8(World.file("dev"))));

        assertThat(world.catalog.list(World.platform()))
                .singleElement()
                .satisfies(it -> assertThat(it.address()).hasToString("a/b/c"));
    }
}
