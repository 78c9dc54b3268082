// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.context;
import static io.meshcloud.idp.core.service.World.releasePath;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.history.HistoryEntry;
import io.meshcloud.idp.core.history.HistoryPage;
import io.meshcloud.idp.core.history.HistoryRequest;
import io.meshcloud.idp.core.rollback.RollbackTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistoryServiceTest {
    private final World world = new World();

    private HistoryPage history(int limit, String after) {
        return world.histories.history(World.platform(), new HistoryRequest(DEV, limit, after));
    }

    private List<HistoryEntry> history() {
        return history(100, null).entries();
    }

    @Test
    void all_changes_are_listed_newest_first() {
        world.push("1.0.0");
        world.create(DEV, World.file("dev"), "1.0.0");
        world.pushAndRelease("1.1.0");
        world.rollback(RollbackTarget.before(), true);
        world.holds.resume(DEV, context());
        world.environments.retire(DEV, context());

        assertThat(history())
                .extracting(HistoryEntry::action)
                .containsExactly("retire", "resume", "hold", "rollback", "release", "release", "create");
    }

    @Test
    void a_release_names_the_current_and_the_previous_image() {
        world.push("1.0.0");
        world.create(DEV, World.file("dev"), "1.0.0");
        var first = world.devRelease().orElseThrow().image().toString();
        world.pushAndRelease("1.1.0");
        var second = world.devRelease().orElseThrow().image().toString();

        var entry = history().get(0);

        assertThat(entry.image()).isEqualTo(second);
        assertThat(entry.previous()).isEqualTo(first);
        assertThat(entry.actor()).isEqualTo("platform-team");
        assertThat(entry.trigger()).isEqualTo("idp-cli");
        assertThat(entry.at()).isEqualTo(world.clock.instant());
        assertThat(history().get(1).previous()).isNull();
        assertThat(history().get(2).image()).isNull();
    }

    @Test
    void commits_of_others_are_listed_as_such() {
        world.push("1.0.0");
        world.create(DEV, World.file("dev"), "1.0.0");
        var text = world.read(releasePath(DEV)).orElseThrow().asText();
        world.state.foreignCommit(
                "quick fix\u202e\n\nsorry\n", Map.of(releasePath(DEV).value(), Bytes.utf8(text + "# by hand\n")));

        var entry = history().get(0);

        assertThat(entry.action()).isEqualTo(HistoryEntry.FOREIGN);
        assertThat(entry.actor()).isEqualTo("Somebody Else <else@example.org>");
        assertThat(entry.subject()).isEqualTo("'quick fix\\u202e'");
        assertThat(entry.image()).contains("1.0.0");
    }

    @Test
    void a_commit_without_an_action_of_ours_is_not_attributed_to_the_actor_in_its_text() {
        world.create(DEV, World.file("dev"), null);
        world.state.foreignCommit(
                "quick fix\n\nIdp-Actor: the-boss\n",
                Map.of(World.environmentPath(DEV).value(), Bytes.utf8(World.file("dev") + "# more\n")));

        assertThat(history().get(0).actor()).isEqualTo("Somebody Else <else@example.org>");
    }

    @Test
    void changes_of_other_environments_are_not_listed() {
        world.create(DEV, World.file("dev"), null);
        world.create(World.PROD, World.file("prod"), null);

        assertThat(history()).hasSize(1);
    }

    @Test
    void pages_have_no_gap_and_no_overlap() {
        world.push("1.0.0");
        world.create(DEV, World.file("dev"), "1.0.0");
        for (int i = 1; i < 7; i++) {
            world.pushAndRelease("1." + i + ".0");
        }
        var joined = new ArrayList<HistoryEntry>();
        HistoryPage page = history(3, null);
        joined.addAll(page.entries());
        while (page.next() != null) {
            page = history(3, page.next().value());
            joined.addAll(page.entries());
        }

        assertThat(joined).isEqualTo(history()).hasSize(8);
    }

    @Test
    void the_last_page_has_no_next_page() {
        world.create(DEV, World.file("dev"), null);

        assertThat(history(1, null).optionalNext()).isEmpty();
    }

    @Test
    void an_address_that_never_existed_is_refused() {
        var nowhere = EnvironmentAddress.parse("likvid/hello-api/nowhere");

        assertThatThrownBy(() -> world.histories.history(World.platform(), new HistoryRequest(nowhere, 10, null)))
                .isInstanceOfSatisfying(
                        IdpException.class,
                        it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.ENVIRONMENT_NOT_FOUND));
    }

    @Test
    void a_page_after_an_unknown_commit_is_refused() {
        world.create(DEV, World.file("dev"), null);

        assertThatThrownBy(() -> history(10, "0".repeat(40))).isInstanceOf(IdpException.class);
    }
}
