// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.fault.UpdaterProcess.Job;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * TLS, basic authentication and a hook together, as on a company's server; in processes of their own, because Java
 * reads its trust store once.
 */
class SecuredServerIT {
    private static final String TOKEN = "s3cret-token";

    @TempDir
    private Path scratch;

    private Fleet fleet;
    private List<String> trust;

    @BeforeEach
    void connect() throws IOException {
        fleet = Fleet.of(2, scratch, server -> server.tls().basicAuth("x-access-token", TOKEN));
        trust = List.of(
                "-Djavax.net.ssl.trustStore=" + fleet.server().trustStore(),
                "-Djavax.net.ssl.trustStorePassword=changeit");
    }

    @AfterEach
    void disconnect() throws IOException {
        if (fleet != null) {
            fleet.close();
        }
    }

    private List<Report> release(List<String> javaOptions, String token) throws Exception {
        try (var process = new Job(fleet.url(), scratch.resolve("cache"), 2, 2, 0, 1)
                .start(1, javaOptions, Map.of(GitConfig.TOKEN_VARIABLE, token))) {
            return process.awaitEnd();
        }
    }

    @Test
    void accepts_pushes_that_its_hook_allows_and_refuses_others() throws Exception {
        fleet.lookAtPushes("read old new branch; ! git diff --name-only $old $new | grep /app-1/");

        var reports = release(trust, TOKEN);

        assertThat(reports).extracting(Report::outcome).containsExactlyInAnyOrder("updated", "PUSH_REFUSED");
        fleet.assertHolds(reports);
    }

    @Test
    void that_does_not_know_our_token_denies_access() throws Exception {
        assertThat(release(trust, "other"))
                .hasSize(2)
                .allMatch(report -> report.outcome().equals("GIT_DENIED"));
    }

    @Test
    void with_an_untrusted_certificate_receives_no_data() throws Exception {
        assertThat(release(List.of(), TOKEN))
                .hasSize(2)
                .allMatch(report -> report.text().contains("an authority that is not trusted here"));
    }
}
