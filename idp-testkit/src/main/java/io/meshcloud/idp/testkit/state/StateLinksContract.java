// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Links: a commit of another author must not make the platform read or write somewhere else. */
public abstract class StateLinksContract extends StateRepositoryContract {

    @Test
    void a_link_is_reported_as_a_link_and_not_followed() {
        somebodyElse().foreignCommit("target", Map.of("secret/file", Bytes.utf8("1")));
        somebodyElse().foreignLink("inside", "a/app-env.yaml", "../secret/file");
        somebodyElse().foreignLink("outside", "b/app-env.yaml", "/etc/passwd");

        var snapshot = repository().snapshot();

        assertThat(snapshot.read(path("a/app-env.yaml")))
                .isInstanceOfSatisfying(
                        StateFile.NotRegular.class,
                        it -> assertThat(it.description()).contains("link"));
        assertThat(snapshot.read(path("b/app-env.yaml"))).isInstanceOf(StateFile.NotRegular.class);
    }

    @Test
    void files_below_a_linked_folder_are_not_read() {
        somebodyElse().foreignCommit("target", Map.of("secret/app-env.yaml", Bytes.utf8("1")));
        somebodyElse().foreignLink("folder", "a/b", "../secret");

        var snapshot = repository().snapshot();

        assertThat(snapshot.read(path("a/b/app-env.yaml"))).isInstanceOf(StateFile.NotRegular.class);
        assertThat(snapshot.find("app-env.yaml")).containsExactly(path("secret/app-env.yaml"));
        assertThat(snapshot.find(path("a/b"), "app-env.yaml"::equals)).isEmpty();
    }

    @Test
    void a_link_with_the_name_of_a_file_is_found() {
        somebodyElse().foreignLink("link", "a/app-env.yaml", "elsewhere");

        assertThat(repository().snapshot().find("app-env.yaml")).containsExactly(path("a/app-env.yaml"));
    }

    @Test
    void writing_another_file_does_not_change_a_link() {
        somebodyElse().foreignLink("link", "a/link", "elsewhere");

        commit(put("a/file", "1"));

        var snapshot = repository().snapshot();
        assertThat(snapshot.read(path("a/file"))).isEqualTo(file("1"));
        assertThat(snapshot.read(path("a/link"))).isInstanceOf(StateFile.NotRegular.class);
    }

    @Test
    void a_written_file_replaces_a_link() {
        somebodyElse().foreignLink("link", "a/file", "elsewhere");

        commit(put("a/file", "1"));

        assertThat(repository().snapshot().read(path("a/file"))).isEqualTo(file("1"));
        assertThat(repository().snapshot().read(path("a/elsewhere"))).isEqualTo(new StateFile.Absent());
    }

    @Test
    void a_link_can_be_deleted() {
        somebodyElse().foreignCommit("target", Map.of("a/elsewhere", Bytes.utf8("1")));
        somebodyElse().foreignLink("link", "a/file", "elsewhere");

        commit(delete("a/file"));

        assertThat(repository().snapshot().read(path("a/file"))).isEqualTo(new StateFile.Absent());
        assertThat(repository().snapshot().read(path("a/elsewhere"))).isEqualTo(file("1"));
    }
}
