// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.model.Platform.HostOwner;
import io.meshcloud.idp.contract.unique.UniqueKeys;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.testkit.state.InMemoryStateRepository;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentIndexTest {
    private static final EnvironmentAddress DEV = EnvironmentAddress.parse("likvid/hello/dev");
    private static final EnvironmentAddress PROD = EnvironmentAddress.parse("likvid/hello/prod");
    private static final EnvironmentAddress OTHER = EnvironmentAddress.parse("other/hello/dev");

    private final InMemoryStateRepository state =
            new InMemoryStateRepository(Clock.fixed(Instant.parse("2026-10-01T12:00:00Z"), ZoneOffset.UTC));
    private final EnvironmentIndexes indexes = new EnvironmentIndexes(state, new PlatformView(state::history));

    private static String path(EnvironmentAddress address) {
        return Layout.DEFAULT.appEnvironment(address).value();
    }

    private void write(EnvironmentAddress address, EnvironmentFile file) {
        state.foreignCommit("write", Map.of(path(address), file.bytes()));
    }

    private void settings(String text) {
        state.foreignCommit("settings", Map.of("platform/platform.yaml", Bytes.utf8(text)));
    }

    private Match match(String repository) {
        return indexes.of(state.snapshot()).match(ImageRepository.parse("registry.example.org/" + repository));
    }

    private List<EnvironmentAddress> sharing(EnvironmentAddress address, EnvironmentFile file) {
        return List.copyOf(indexes.of(state.snapshot()).sharing(address, UniqueKeys.read(file.bytes()), HostOwner.APP));
    }

    @Nested
    class A_repository {
        @Test
        void that_no_environment_tracks_matches_none() {
            write(DEV, EnvironmentFile.of("a"));

            assertThat(match("b")).isEqualTo(new Match.None());
        }

        @Test
        void that_one_environment_tracks_matches_it() {
            write(DEV, EnvironmentFile.of("a"));
            write(PROD, EnvironmentFile.of("b"));

            assertThat(match("a")).isEqualTo(new Match.One(DEV));
        }

        @Test
        void that_several_environments_track_matches_all_of_them() {
            write(PROD, EnvironmentFile.of("b").withRepository("a"));
            write(DEV, EnvironmentFile.of("a"));

            assertThat(match("a")).isEqualTo(new Match.Several(List.of(DEV, PROD)));
        }

        @Test
        void that_a_second_file_with_errors_also_tracks_matches_both() {
            write(DEV, EnvironmentFile.of("a"));
            write(PROD, EnvironmentFile.of("b").withRepository("a").in(EnvironmentFile.State.INVALID));

            assertThat(match("a")).isEqualTo(new Match.Several(List.of(DEV, PROD)));
        }

        @ParameterizedTest
        @CsvSource({
            "index.docker.io/team/a, docker.io/team/a",
            "registry.example.org:443/team/a, registry.example.org/team/a"
        })
        void that_environments_track_under_two_names_matches_all_of_them(String one, String other) {
            writeTracking(DEV, one);
            assertThat(indexes.of(state.snapshot()).match(ImageRepository.parse(one)))
                    .isEqualTo(new Match.One(DEV));

            writeTracking(PROD, other);

            for (var name : List.of(one, other)) {
                assertThat(indexes.of(state.snapshot()).match(ImageRepository.parse(name)))
                        .isEqualTo(new Match.Several(List.of(DEV, PROD)));
            }
        }

        private void writeTracking(EnvironmentAddress address, String repository) {
            var file = EnvironmentFile.of("x").bytes().asText();
            state.foreignCommit(
                    "write", Map.of(path(address), Bytes.utf8(file.replace("registry.example.org/x", repository))));
        }

        @Test
        void that_only_a_file_outside_the_layout_names_matches_none() {
            state.foreignCommit(
                    "elsewhere",
                    Map.of("backup/app-env.yaml", EnvironmentFile.of("a").bytes()));

            assertThat(match("a")).isEqualTo(new Match.None());
        }

        @Test
        void has_a_match_of_none_one_or_several() {
            write(DEV, EnvironmentFile.of("a"));
            write(PROD, EnvironmentFile.of("b"));
            write(OTHER, EnvironmentFile.of("b"));

            assertThat(List.of("a", "b", "c"))
                    .extracting(repository ->
                            match(repository).match(() -> "none", one -> "one " + one, several -> "several " + several))
                    .containsExactly("one " + DEV, "several [" + PROD + ", " + OTHER + "]", "none");
        }

        @Test
        void cannot_match_several_with_fewer_than_two_addresses() {
            assertThatThrownBy(() -> new Match.Several(List.of(DEV))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class Sharing {
        @Test
        void is_reported_for_each_key_and_never_with_itself() {
            write(DEV, EnvironmentFile.of("a"));
            var mine = EnvironmentFile.of("z");

            assertThat(sharing(PROD, mine)).isEmpty();
            assertThat(sharing(PROD, mine.withRepository("a"))).containsExactly(DEV);
            assertThat(sharing(PROD, new EnvironmentFile("z", "a", "z", "z", "z", mine.state())))
                    .containsExactly(DEV);
            assertThat(sharing(PROD, new EnvironmentFile("z", "z", "a", "z", "z", mine.state())))
                    .containsExactly(DEV);
            assertThat(sharing(PROD, new EnvironmentFile("z", "z", "z", "a", "z", mine.state())))
                    .containsExactly(DEV);
            assertThat(sharing(DEV, EnvironmentFile.of("a"))).isEmpty();
        }

        @Test
        void a_host_is_shared_only_between_different_owners() {
            write(DEV, EnvironmentFile.of("a").withPath("/"));
            var mine = new EnvironmentFile("z", "z", "z", "a", "z", EnvironmentFile.State.VALID).withPath("/login");
            var neighbour = EnvironmentAddress.parse(DEV.segments().get(0) + "/neighbour/dev");
            var index = indexes.of(state.snapshot());
            var claims = UniqueKeys.read(mine.bytes());

            assertThat(index.sharing(PROD, claims, HostOwner.APP)).isEmpty();
            assertThat(index.sharing(neighbour, claims, HostOwner.APP)).containsExactly(DEV);
            assertThat(index.sharing(neighbour, claims, HostOwner.WORKSPACE)).isEmpty();
            assertThat(index.sharing(OTHER, claims, HostOwner.WORKSPACE)).containsExactly(DEV);
        }

        @Test
        void a_namespace_is_shared_only_between_workspaces() {
            write(DEV, EnvironmentFile.of("a"));

            assertThat(sharing(PROD, EnvironmentFile.of("z").withNamespace("a")))
                    .isEmpty();
            assertThat(sharing(OTHER, EnvironmentFile.of("z").withNamespace("a")))
                    .containsExactly(DEV);
        }
    }

    @Nested
    class Reuse {
        @Test
        void one_commit_has_one_index() {
            write(DEV, EnvironmentFile.of("a"));

            assertThat(indexes.of(state.snapshot())).isSameAs(indexes.of(state.snapshot()));
        }

        @Test
        void a_release_does_not_change_the_index() {
            write(DEV, EnvironmentFile.of("a"));
            var before = indexes.of(state.snapshot());

            state.foreignCommit("release", Map.of(path(DEV).replace("app-env", "release"), Bytes.utf8("x")));

            assertThat(indexes.of(state.snapshot())).isSameAs(before);
        }

        @Test
        void an_earlier_commit_that_the_repository_dropped_is_not_needed() {
            var forgetful = new EnvironmentIndexes(new ForgetfulRepository(state), new PlatformView(state::history));
            write(DEV, EnvironmentFile.of("a"));
            forgetful.of(state.snapshot());
            write(PROD, EnvironmentFile.of("a"));

            assertThat(forgetful.of(state.snapshot()).match(ImageRepository.parse("registry.example.org/a")))
                    .isEqualTo(new Match.Several(List.of(DEV, PROD)));
        }

        @Test
        void many_successive_changes_are_all_in_the_index() {
            for (int commit = 0; commit < 12; commit++) {
                var files = new HashMap<String, Bytes>();
                for (int i = 0; i < 100; i++) {
                    var address = EnvironmentAddress.parse("likvid/hello/e" + (100 * commit + i) % 700);
                    files.put(
                            path(address),
                            EnvironmentFile.of("a" + commit + "-" + i).bytes());
                }
                state.foreignCommit("a hundred", files);
                indexes.of(state.snapshot());
            }

            assertThat(match("a0-3")).isEqualTo(new Match.None());
            assertThat(match("a6-99")).isEqualTo(new Match.One(EnvironmentAddress.parse("likvid/hello/e699")));
            assertThat(match("a7-3")).isEqualTo(new Match.One(EnvironmentAddress.parse("likvid/hello/e3")));
        }

        @Test
        void broken_settings_keep_the_previous_layout() {
            settings("apiVersion: idp.meshcloud.io/v1alpha1\nkind: Platform\nspec:\n  layout: apps/{app}/{env}\n");
            state.foreignCommit(
                    "dev",
                    Map.of("apps/a/dev/app-env.yaml", EnvironmentFile.of("a").bytes()));
            settings("spec: [");

            assertThat(match("a")).isEqualTo(new Match.One(EnvironmentAddress.parse("a/dev")));
        }

        @Test
        void a_link_and_a_file_that_is_too_large_are_not_indexed() {
            write(DEV, EnvironmentFile.of("a"));
            write(PROD, EnvironmentFile.of("a"));
            match("a");
            state.foreignLink("link", path(DEV));
            state.foreignCommit("large", Map.of(path(PROD), Bytes.utf8("#".repeat(300 * 1024))));

            assertThat(match("a")).isEqualTo(new Match.None());
        }
    }
}
