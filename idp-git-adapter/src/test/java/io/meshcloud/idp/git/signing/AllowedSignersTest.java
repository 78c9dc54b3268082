// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.signing;

import static io.meshcloud.idp.git.GitFixture.commit;
import static io.meshcloud.idp.git.GitFixture.config;
import static io.meshcloud.idp.git.GitFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.git.Problems;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.spi.state.CommitSignature;
import io.meshcloud.idp.testkit.RealPart;
import io.meshcloud.idp.testkit.git.BareRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedSignersTest {
    /** Lines in which {@code KEY} is the key that signed, and {@code OTHER} another one. */
    private static final List<String> FILES = List.of(
            "platform KEY",
            "platform KEY with a comment",
            "  platform\tKEY",
            "platform,other KEY",
            "\"two words\" KEY",
            "pre\"fix and quote\" KEY",
            "* KEY",
            "a*b,?x KEY",
            "!platform KEY",
            "!platform,* KEY",
            "platform,!platform KEY",
            "*,!* KEY",
            ",platform KEY",
            "platform OTHER",
            "platform OTHER\nsecond KEY",
            "platform namespaces=\"git\" KEY",
            "platform namespaces=\"file\" KEY",
            "platform namespaces=\"file,g*\" KEY",
            "platform namespaces=\"*,!git\" KEY",
            "platform NAMESPACES=\"git\" KEY",
            "platform namespaces=\"git\",valid-after=\"20200101\" KEY",
            "platform valid-after=\"20200101Z\",valid-before=\"20400101120000UTC\",namespaces=\"git\" KEY",
            "platform valid-after=\"20300101\" KEY",
            "platform valid-before=\"202001011200\" KEY",
            "platform valid-after=\"20261001120000Z\" KEY",
            "platform valid-after=\"20261001120001Z\" KEY",
            "platform valid-before=\"20261001120000Z\" KEY",
            "platform valid-before=\"20261001115959Z\" KEY",
            "platform valid-before=\"20200101\" KEY\nsecond KEY",
            "platform namespaces=\"file\" KEY\nplatform KEY",
            "platform namespaces=\"file\" KEY\nsecond KEY",
            "platform cert-authority KEY",
            "platform cert-authority KEY\nsecond KEY",
            "# a comment\n\nplatform KEY\n");

    @TempDir
    private Path scratch;

    private String key(String name) throws IOException {
        RealPart.program("ssh-keygen");
        var file = scratch.resolve(name);
        RealPart.run(scratch, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file.toString());
        return Files.readString(Path.of(file + ".pub")).strip();
    }

    @Test
    void gives_the_same_verdict_as_git() throws IOException {
        var remote = BareRepository.create(scratch.resolve("state.git"));
        var key = key("platform");
        var other = key("other");
        commit(repository(remote, new GitConfig.Signing(scratch.resolve("platform"), null)), put("file", "1"));
        var signers = scratch.resolve("signers");
        for (var file : FILES) {
            Files.writeString(signers, file.replace("KEY", key).replace("OTHER", other) + "\n");

            assertThat(ours(remote, signers)).as(file).isEqualTo(gits(remote, signers));
        }
    }

    private GitStateRepository repository(BareRepository remote, GitConfig.Signing signing) {
        return new GitStateRepository(
                config(remote.folder().toString(), scratch).withSigning(signing));
    }

    /** The signer, or nothing. */
    private String ours(BareRepository remote, Path signers) {
        var found = new ArrayList<CommitSignature>();
        var repository = repository(remote, new GitConfig.Signing(null, signers));
        repository.commits(repository.snapshot(), null, commit -> found.add(commit.signature()));
        return found.get(0) instanceof CommitSignature.Good good ? good.signer() : "";
    }

    private String gits(BareRepository remote, Path signers) throws IOException {
        var output = scratch.resolve("output");
        boolean good = RealPart.succeeds(
                "sh",
                "-c",
                "git --git-dir='" + remote.folder() + "' -c gpg.ssh.allowedSignersFile='" + signers
                        + "' verify-commit main > '" + output + "' 2>&1");
        var text = Files.readString(output);
        int from = text.indexOf("signature for ");
        return good ? text.substring(from + "signature for ".length(), text.indexOf(" with ", from)) : "";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "platform",
                "platform ssh-ed25519",
                "platform ssh-ed25519 AAAA",
                "platform ssh-rsa KEY",
                "\"platform KEY",
                "platform namespaces=git KEY",
                "platform namespaces=\"git KEY",
                "platform namespaces=\"git\", KEY",
                "platform namespaces=\"git\",namespaces=\"git\" KEY",
                "platform unknown KEY",
                "platform valid-after=\"yesterday\" KEY",
                "platform valid-after=\"20269901\" KEY",
                "platform valid-after=\"20300101\",valid-before=\"20200101\" KEY",
            })
    void refuses_a_line_that_ssh_keygen_would_ignore_with_its_number(String line) throws IOException {
        var signers = scratch.resolve("signers");
        var key = key("platform");
        Files.writeString(signers, "# ours\nplatform " + key + "\n" + line.replace("KEY", key) + "\n");

        var problem = Problems.of(() -> AllowedSigners.read(signers));

        assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_CONFIGURATION);
        assertThat(problem.what()).contains("line 3");
    }

    @ParameterizedTest
    @CsvSource({
        "git, git, true",
        "git, *, true",
        "git, g?t, true",
        "git, g??t, false",
        "git, '!git,*', false",
        "git, '*,!git', false",
        "git, '!file,*', true",
        "git, '!file', false",
        "aaab, *a*b, true",
    })
    void patterns_match_as_in_ssh_config(String text, String list, boolean expected) {
        assertThat(SshPatterns.match(text, list)).isEqualTo(expected);
    }

    @Test
    void a_pattern_of_many_stars_is_matched_quickly() {
        assertThat(SshPatterns.match("a".repeat(20_000), "*a".repeat(2_000) + "b"))
                .isFalse();
    }
}
