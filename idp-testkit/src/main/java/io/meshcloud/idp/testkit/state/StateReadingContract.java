// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reading: a snapshot is a value, and it returns exactly what is stored. */
public abstract class StateReadingContract extends StateRepositoryContract {

    @Test
    void an_empty_repository_has_no_commit_and_no_file() {
        var snapshot = repository().snapshot();

        assertThat(snapshot.commit()).isEmpty();
        assertThat(snapshot.isEmpty()).isTrue();
        assertThat(snapshot.read(path("platform/platform.yaml"))).isEqualTo(new StateFile.Absent());
        assertThat(snapshot.find("app-env.yaml")).isEmpty();
    }

    @Test
    void foreign_commits_are_read_byte_for_byte() {
        var awkward = Bytes.of("\uFEFFa: 1\r\nb: \u00e4\r\n\u0000".getBytes(StandardCharsets.UTF_8));
        var notText = Bytes.of(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 10, 13});
        var commit = somebodyElse().foreignCommit("awkward bytes", Map.of("a/b/app-env.yaml", awkward, "x", notText));

        var snapshot = repository().snapshot();

        assertThat(snapshot.commit()).contains(commit);
        assertThat(snapshot.isEmpty()).isFalse();
        assertThat(snapshot.read(path("a/b/app-env.yaml")).regularBytes()).contains(awkward);
        assertThat(snapshot.read(path("x")).regularBytes()).contains(notText);
    }

    @Test
    void a_path_without_a_file_is_absent() {
        commit(put("a/b/app-env.yaml", "1"));

        var snapshot = repository().snapshot();

        assertThat(snapshot.read(path("a/b/release.yaml"))).isEqualTo(new StateFile.Absent());
        assertThat(snapshot.read(path("a/c/app-env.yaml"))).isEqualTo(new StateFile.Absent());
        assertThat(snapshot.read(path("a/b/app-env.yam"))).isEqualTo(new StateFile.Absent());
        assertThat(snapshot.read(path("A/b/app-env.yaml"))).isEqualTo(new StateFile.Absent());
    }

    @Test
    void an_empty_file_is_not_a_missing_file() {
        somebodyElse().foreignCommit("empty", Map.of("empty", Bytes.utf8("")));

        assertThat(repository().snapshot().read(path("empty"))).isEqualTo(file(""));
    }

    @Test
    void a_folder_is_not_a_regular_file() {
        commit(put("a/b/app-env.yaml", "1"));

        assertThat(repository().snapshot().read(path("a/b"))).isInstanceOf(StateFile.NotRegular.class);
    }

    @Test
    void a_snapshot_does_not_change_when_the_branch_moves() {
        commit(put("a/file", "old"));
        var snapshot = repository().snapshot();

        commit(put("a/file", "new"), put("a/other", "1"));
        somebodyElse().foreignRemoval("gone", "a/file");
        repository().snapshot();

        assertThat(snapshot.read(path("a/file"))).isEqualTo(file("old"));
        assertThat(snapshot.read(path("a/other"))).isEqualTo(new StateFile.Absent());
        assertThat(snapshot.find("other")).isEmpty();
    }

    @Test
    void every_snapshot_is_fetched_from_the_remote() {
        commit(put("file", "old"));
        repository().snapshot();
        somebodyElse().foreignCommit("new", Map.of("file", Bytes.utf8("new")));

        assertThat(repository().snapshot().read(path("file"))).isEqualTo(file("new"));
    }

    @Test
    void files_of_a_name_are_found_anywhere_in_byte_order() {
        somebodyElse()
                .foreignCommit(
                        "files",
                        Map.of(
                                "b/app-env.yaml", Bytes.utf8("1"),
                                "a/z/app-env.yaml", Bytes.utf8("2"),
                                "a-b/app-env.yaml", Bytes.utf8("3"),
                                "app-env.yaml", Bytes.utf8("4"),
                                "a/z/app-env.yaml.bak", Bytes.utf8("5"),
                                "a/z/my-app-env.yaml", Bytes.utf8("6"),
                                "a/release.yaml", Bytes.utf8("7")));

        assertThat(repository().snapshot().find("app-env.yaml"))
                .containsExactly(
                        path("a-b/app-env.yaml"),
                        path("a/z/app-env.yaml"),
                        path("app-env.yaml"),
                        path("b/app-env.yaml"));
    }

    @Test
    void a_folder_of_the_name_is_found() {
        commit(put("a/app-env.yaml/file", "1"), put("b/app-env.yaml", "2"));

        var snapshot = repository().snapshot();

        assertThat(snapshot.find("app-env.yaml")).containsExactly(path("a/app-env.yaml"), path("b/app-env.yaml"));
        assertThat(snapshot.read(path("a/app-env.yaml"))).isInstanceOf(StateFile.NotRegular.class);
    }

    @Test
    void entries_are_found_by_a_rule_about_their_names() {
        commit(put("b/two.yml", "1"), put("a/one.yaml", "2"), put("a/one.yml/file", "3"), put("three.txt", "4"));

        assertThat(repository().snapshot().find(null, name -> name.endsWith(".yml") || name.endsWith(".yaml")))
                .containsExactly(path("a/one.yaml"), path("a/one.yml"), path("b/two.yml"));
    }

    @Test
    void entries_of_one_folder_are_found() {
        commit(
                put("a/app-env.yaml", "1"),
                put("a/b/app-env.yaml/app-env.yaml", "2"),
                put("a/b/c/app-env.yaml", "3"),
                put("a/b-c/app-env.yaml", "4"));

        var snapshot = repository().snapshot();

        assertThat(snapshot.find(path("a/b"), "app-env.yaml"::equals))
                .containsExactly(
                        path("a/b/app-env.yaml"), path("a/b/app-env.yaml/app-env.yaml"), path("a/b/c/app-env.yaml"));
        assertThat(snapshot.find(path("a/b/app-env.yaml"), "app-env.yaml"::equals))
                .containsExactly(path("a/b/app-env.yaml/app-env.yaml"));
    }

    @Test
    void nothing_is_found_in_a_file_or_where_nothing_is() {
        commit(put("a/file", "1"));

        var snapshot = repository().snapshot();

        assertThat(snapshot.find(path("a/file"), name -> true)).isEmpty();
        assertThat(snapshot.find(path("b"), name -> true)).isEmpty();
        assertThat(snapshot.find(path("a/file/deeper"), name -> true)).isEmpty();
    }

    @Test
    void an_entry_that_is_not_a_valid_state_path_is_not_found() {
        somebodyElse().foreignCommit("visible", Map.of("b/app-env.yaml", Bytes.utf8("1")));
        somebodyElse().foreignHiddenFile("hidden", ".github/app-env.yaml");

        assertThat(repository().snapshot().find("app-env.yaml")).containsExactly(path("b/app-env.yaml"));
    }

    @Test
    void a_path_below_a_regular_file_is_absent() {
        commit(put("a/file", "1"));

        var snapshot = repository().snapshot();

        assertThat(snapshot.read(path("a/file/below"))).isEqualTo(new StateFile.Absent());
        assertThat(snapshot.read(path("a/file/far/below"))).isEqualTo(new StateFile.Absent());
    }

    @Test
    void only_a_regular_file_has_bytes() {
        commit(put("a/file", "1"));
        somebodyElse().foreignLink("link", "a/link", "file");

        var snapshot = repository().snapshot();

        assertThat(snapshot.read(path("a/file")).regularBytes()).contains(Bytes.utf8("1"));
        for (var other : List.of("a", "a/link", "a/absent")) {
            assertThat(snapshot.read(path(other)).regularBytes()).isEmpty();
        }
    }

    @Test
    void a_repository_that_cannot_be_reached_gives_no_snapshot() {
        commit(put("a/file", "1"));
        somebodyElse().makeUnreachable();

        assertThatThrownBy(() -> repository().snapshot()).isInstanceOf(IdpException.class);
    }

    @Test
    void every_file_of_a_name_is_visited_with_its_path_and_content() {
        var contents = new HashMap<String, Bytes>();
        for (int i = 0; i < 600; i++) {
            contents.put("w" + i % 7 + "/p" + i + "/app-env.yaml", Bytes.utf8("content " + i));
        }
        contents.put("b/app-env.yaml", Bytes.of(new byte[Snapshot.MAX_FILE_SIZE + 1]));
        contents.put("c/release.yaml", Bytes.utf8("another name"));
        somebodyElse().foreignCommit("many", contents);
        somebodyElse().foreignLink("link", "d/app-env.yaml", "../b/app-env.yaml");

        var snapshot = repository().snapshot();
        var visited = new LinkedHashMap<StatePath, StateFile>();
        var threads = new HashSet<Thread>();
        snapshot.forEach("app-env.yaml", (path, found) -> {
            visited.put(path, found);
            threads.add(Thread.currentThread());
        });

        assertThat(List.copyOf(visited.keySet())).isEqualTo(snapshot.find("app-env.yaml"));
        assertThat(visited)
                .hasSizeGreaterThan(600)
                .allSatisfy((path, found) -> assertThat(found).isEqualTo(snapshot.read(path)));
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void no_file_of_an_empty_repository_is_visited() {
        var visited = new ArrayList<StatePath>();

        repository().snapshot().forEach("app-env.yaml", (path, found) -> visited.add(path));

        assertThat(visited).isEmpty();
    }

    @Test
    void an_exception_of_the_visitor_ends_the_visit() {
        somebodyElse().foreignCommit("two", Map.of("a/file", Bytes.utf8("1"), "b/file", Bytes.utf8("2")));
        var visited = new ArrayList<StatePath>();

        assertThatThrownBy(() -> repository().snapshot().forEach("file", (path, found) -> {
                    visited.add(path);
                    throw new IllegalStateException("enough");
                }))
                .hasMessage("enough");

        assertThat(visited).containsExactly(path("a/file"));
    }

    @Test
    void a_file_at_the_size_limit_is_read_and_a_larger_one_is_not() {
        var largest = Bytes.of(new byte[Snapshot.MAX_FILE_SIZE]);
        var tooLarge = Bytes.of(new byte[Snapshot.MAX_FILE_SIZE + 1]);
        somebodyElse().foreignCommit("large", Map.of("largest", largest, "too-large", tooLarge));

        var snapshot = repository().snapshot();

        assertThat(snapshot.read(path("largest"))).isEqualTo(new StateFile.Regular(largest));
        assertThat(snapshot.read(path("too-large"))).isEqualTo(new StateFile.TooLarge(Snapshot.MAX_FILE_SIZE + 1L));
    }

    @Test
    void a_file_of_ten_megabytes_is_found_but_not_read() {
        int size = 10 * 1024 * 1024;
        somebodyElse().foreignCommit("huge", Map.of("a/app-env.yaml", Bytes.of(new byte[size])));

        var snapshot = repository().snapshot();

        assertThat(snapshot.read(path("a/app-env.yaml"))).isEqualTo(new StateFile.TooLarge(size));
        assertThat(snapshot.find("app-env.yaml")).containsExactly(path("a/app-env.yaml"));
    }
}
