// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.GitFixture;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.git.Problems;
import io.meshcloud.idp.testkit.git.BareRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class StateTokenTest {
    @TempDir
    private Path folder;

    private GitConfig config(Map<String, String> environment) {
        return GitConfig.of("https://git.example.tld/state.git", environment);
    }

    @Test
    void is_read_from_its_file_each_time() throws IOException {
        var file = Files.writeString(folder.resolve("token"), "first\n");
        var token = config(Map.of("IDP_STATE_TOKEN_FILE", file.toString())).token();
        assertThat(token.get()).contains("first");

        Files.writeString(file, "second\n");

        assertThat(token.get()).contains("second");
    }

    @Test
    void is_not_even_read_for_a_local_repository() {
        var remote = BareRepository.create(folder.resolve("state.git"));
        var base = GitFixture.config(remote.folder().toString(), folder);
        for (var token : List.of(
                config(Map.of("IDP_STATE_TOKEN", "t0ken")).token(),
                config(Map.of("IDP_STATE_TOKEN_FILE", "no-such-file")).token())) {
            assertThat(new GitStateRepository(base.withToken(token)).snapshot().isEmpty())
                    .isTrue();
        }
    }

    @Test
    void of_the_variable_overrides_that_of_the_file() {
        var token = config(Map.of("IDP_STATE_TOKEN", "mine", "IDP_STATE_TOKEN_FILE", "no-such-file"))
                .token();

        assertThat(token.get()).contains("mine");
    }

    @Test
    void in_a_file_that_is_missing_empty_or_endless_is_refused_with_its_name() throws IOException {
        var missing = folder.resolve("missing");
        var empty = Files.writeString(folder.resolve("empty"), "\n");
        var large = Files.writeString(folder.resolve("large"), "x".repeat(100_000));
        for (var file : new Path[] {missing, empty, large, folder}) {
            var token = config(Map.of("IDP_STATE_TOKEN_FILE", file.toString())).token();

            var problem = Problems.of(token::get);

            assertThat(problem.code()).isEqualTo(ProblemCode.FILE_NOT_READABLE);
            assertThat(problem.where()).isEqualTo(file.toString());
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void in_a_device_is_refused_without_reading_it() {
        var token = config(Map.of("IDP_STATE_TOKEN_FILE", "/dev/null")).token();

        assertThat(Problems.of(token::get).what()).contains("is not a regular file");
    }

    @Test
    void is_absent_without_variables() {
        assertThat(config(Map.of()).token().get()).isEmpty();
    }
}
