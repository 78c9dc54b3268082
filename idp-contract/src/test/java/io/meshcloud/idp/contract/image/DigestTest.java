// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.image;

import static io.meshcloud.idp.contract.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DigestTest {
    private static final String HEX = "0123456789abcdef".repeat(4);

    @Test
    void is_printed_as_it_was_read() {
        var digest = Digest.parse("sha256:" + HEX);

        assertThat(digest).hasToString("sha256:" + HEX).isEqualTo(Digest.parse("sha256:" + HEX));
        assertThat(digest.hex()).isEqualTo(HEX);
        assertThat(digest.abbreviated()).isEqualTo("sha256:0123456789ab");
    }

    @Test
    void of_bytes_is_their_sha_256() {
        assertThat(Digest.of("abc".getBytes(StandardCharsets.US_ASCII)))
                .hasToString("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void is_ordered_by_its_text() {
        assertThat(Digest.parse("sha256:" + "0".repeat(64))).isLessThan(Digest.parse("sha256:" + "f".repeat(64)));
    }

    @ParameterizedTest
    @MethodSource
    void rejects_anything_else(String text) {
        var problem = refusal(ProblemCode.INVALID_IMAGE, () -> Digest.parse(text));

        assertThat(problem.what()).contains("is not a digest");
    }

    static Stream<String> rejects_anything_else() {
        return Stream.of(
                "",
                HEX,
                "sha256:",
                "sha256:" + HEX.substring(1),
                "sha256:" + HEX + "0",
                "sha256:" + HEX + "\n",
                "SHA256:" + HEX,
                "sha256:" + HEX.toUpperCase(java.util.Locale.ROOT),
                "sha512:" + HEX + HEX,
                " sha256:" + HEX,
                "sha256:" + "g".repeat(64),
                "sha256:" + "0".repeat(1_000_000));
    }
}
