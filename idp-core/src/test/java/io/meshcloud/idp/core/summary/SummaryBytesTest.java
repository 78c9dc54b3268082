// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.hold.Hold;
import io.meshcloud.idp.spi.state.CommitId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryBytesTest {
    private static final CommitId COMMIT = new CommitId("0123456789012345678901234567890123456789");
    private static final Instant NOON = Instant.parse("2026-10-01T12:00:00Z");

    private static EnvironmentSummary full() {
        var finding = Finding.warning(
                ProblemCode.NOT_UNIQUE, new Location("a/app-env.yaml", 3, 7), "", "a \\n b\nc \\\\ d", "=");
        return new EnvironmentSummary(
                EnvironmentAddress.parse("likvid/hello-api/dev"),
                Slug.parse("dev"),
                DeployMode.MANUAL,
                new Hold(NOON, "ada", "line\nbreak"),
                ImageRepository.parse("registry.example.org/team/app"),
                "app-team",
                "",
                ImageReference.parse("registry.example.org/team/app:1.2"),
                Tag.parse("1.2"),
                NOON,
                List.of(finding));
    }

    private static EnvironmentSummary empty() {
        return new EnvironmentSummary(
                EnvironmentAddress.parse("likvid/hello-api/prod"),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of());
    }

    @Test
    void every_value_is_read_as_it_was_written() {
        var rows = List.of(full(), empty());

        assertThat(SummaryBytes.read(SummaryBytes.write(COMMIT, rows))).contains(new SummaryBytes.Stored(COMMIT, rows));
    }

    @Test
    void bytes_that_were_cut_or_extended_are_refused() {
        var text = SummaryBytes.write(COMMIT, List.of(full(), empty())).asText();

        for (int end = 0; end < text.length(); end++) {
            assertThat(SummaryBytes.read(Bytes.utf8(text.substring(0, end)))).isEmpty();
        }
        assertThat(SummaryBytes.read(Bytes.utf8(text + "=more\n"))).isEmpty();
        assertThat(SummaryBytes.read(Bytes.utf8(text.replace("summaries 1", "summaries 2"))))
                .isEmpty();
    }
}
