// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.signing;

import static io.meshcloud.idp.git.GitFixture.commit;
import static io.meshcloud.idp.git.GitFixture.config;
import static io.meshcloud.idp.git.GitFixture.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.CommitSignature;
import io.meshcloud.idp.testkit.RealPart;
import io.meshcloud.idp.testkit.git.BareRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commits signed by idp and verified by the real git, and vice versa. */
class SigningTest {
    @TempDir
    private Path scratch;

    private BareRepository remote;
    private int caches;

    @BeforeEach
    void prepare() {
        remote = BareRepository.create(scratch.resolve("state.git"));
    }

    private Path key(String name, String type, String passphrase) {
        var file = scratch.resolve(name);
        RealPart.program("ssh-keygen");
        RealPart.run(scratch, "ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", name, "-f", file.toString());
        return file;
    }

    private Path key(String name) {
        return key(name, "ed25519", "");
    }

    private Path allow(Path... keys) throws IOException {
        var lines = new ArrayList<String>();
        for (var key : keys) {
            lines.add(key.getFileName() + " namespaces=\"git\" "
                    + Files.readString(Path.of(key + ".pub")).strip());
        }
        return Files.write(scratch.resolve("signers"), lines);
    }

    /** Verifies with a cache of its own, which does not know the branch before the manipulation. */
    private GitStateRepository repository(@Nullable Path key, @Nullable Path signers) {
        return new GitStateRepository(config(remote.folder().toString(), scratch)
                .withCacheFolder(scratch.resolve("cache-" + caches++))
                .withSigning(new GitConfig.Signing(key, signers)));
    }

    private static List<CommitSignature> signatures(GitStateRepository repository) {
        var signatures = new ArrayList<CommitSignature>();
        repository.commits(repository.snapshot(), null, commit -> signatures.add(commit.signature()));
        return signatures;
    }

    private String verifyCommit(Path signers) {
        return RealPart.git(remote.folder(), "-c", "gpg.ssh.allowedSignersFile=" + signers, "verify-commit", "main");
    }

    private Problem refusal(Path key) {
        var repository = repository(key, null);
        var thrown = catchThrowableOfType(IdpException.class, () -> commit(repository, put("file", "1")));
        assertThat(remote.tip("main")).isEmpty();
        return thrown.problem();
    }

    @Nested
    class A_commit_without_a_signature_where_one_is_required {
        private final Change release = new Change(
                put("file", "1").edits(),
                new CommitMessage(
                        "release", List.of(new CommitMessage.Trailer(TrailerKey.ACTION, Action.RELEASE.word()))));

        @Test
        void is_own_in_the_process_that_made_it_only() throws IOException {
            var signers = allow(key("platform"));
            var maker = repository(null, signers);

            var made = commit(maker, put("other", "1"), release).commits().get(1);

            assertThat(maker.isOwn(maker.snapshot(), made)).isTrue();
            var other = repository(null, signers);
            assertThat(other.isOwn(other.snapshot(), made)).isFalse();
        }

        @Test
        void is_own_after_its_key_is_allowed() throws IOException {
            var key = key("platform");
            var made = commit(repository(key, null), put("other", "1"), release)
                    .commits()
                    .get(1);

            var without = repository(null, allow(key("new")));
            assertThat(without.isOwn(without.snapshot(), made)).isFalse();
            var with = repository(null, allow(key("newer"), key));
            assertThat(with.isOwn(with.snapshot(), made)).isTrue();
        }
    }

    @Nested
    class A_key_in_a_file {

        @ParameterizedTest
        @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
        void makes_signatures_that_git_accepts(String type) throws IOException {
            var key = key("platform key", type, "");
            var signers = allow(key("other"), key);
            Files.writeString(signers, Files.readString(signers).replace("platform key", "platform"));

            commit(repository(key, null), put("file", "1"), put("file", "2"));

            assertThat(verifyCommit(signers)).contains("Good \"git\" signature for platform");
            assertThat(signatures(repository(null, signers)))
                    .containsExactly(new CommitSignature.Good("platform"), new CommitSignature.Good("platform"));
            remote.assertIntact();
        }

        @Test
        void may_be_named_by_its_public_key_file() throws IOException {
            var key = key("platform");
            commit(repository(Path.of(key + ".pub"), null), put("file", "1"));

            assertThat(verifyCommit(allow(key))).contains("Good");
        }

        @Test
        void that_is_missing_is_a_problem_and_nothing_is_written() {
            assertThat(refusal(scratch.resolve("nowhere"))).satisfies(problem -> {
                assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_CONFIGURATION);
                assertThat(problem.what()).contains("does not exist");
                assertThat(problem.where()).contains("nowhere");
            });
        }

        @Test
        void that_is_not_a_key_is_a_problem_and_nothing_is_written() throws IOException {
            assertThat(refusal(Files.writeString(scratch.resolve("text"), "hello"))
                            .what())
                    .contains("is not an ssh key");
        }

        @ParameterizedTest
        @ValueSource(strings = {"RFC4716", "PEM"})
        void that_needs_a_passphrase_is_a_problem_and_nothing_is_written(String format) {
            var key = scratch.resolve("locked");
            RealPart.program("ssh-keygen");
            RealPart.run(scratch, "ssh-keygen", "-q", "-t", "rsa", "-m", format, "-N", "secret", "-f", key.toString());

            var problem = refusal(key);

            assertThat(problem.what()).contains("protected by a passphrase");
            assertThat(problem.fix()).contains("passphrase", "agent");
        }

        @Test
        void that_is_cut_off_is_not_blamed_on_a_passphrase() throws IOException {
            var key = key("platform");
            Files.writeString(key, Files.readString(key).substring(0, 60));

            assertThat(refusal(key).what()).contains("cannot be used").doesNotContain("passphrase");
        }

        @Test
        void whose_private_key_is_missing_names_the_agent() throws IOException {
            var half = Files.move(Path.of(key("platform") + ".pub"), scratch.resolve("alone.pub"));

            assertThat(refusal(half)).satisfies(problem -> {
                assertThat(problem.what()).contains("public", "no ssh agent runs");
                assertThat(problem.fix()).contains("ssh-add");
            });
        }
    }

    @Test
    void a_key_that_the_agent_holds_signs() throws IOException {
        var key = key("platform", "ed25519", "secret");
        RealPart.require("ssh-agent", "ssh-add", "sh");
        var socket = scratch.resolve("agent");
        var askpass = Files.writeString(scratch.resolve("askpass"), "#!/bin/sh\necho secret\n");
        assertThat(askpass.toFile().setExecutable(true)).isTrue();
        var started = RealPart.run(scratch, "ssh-agent", "-a", socket.toString());
        var process = started.replaceAll("(?s).*SSH_AGENT_PID=(\\d+).*", "$1");
        try {
            RealPart.run(
                    scratch,
                    "env",
                    "SSH_AUTH_SOCK=" + socket,
                    "SSH_ASKPASS=" + askpass,
                    "SSH_ASKPASS_REQUIRE=force",
                    "ssh-add",
                    key.toString());
            var publicHalf = Files.move(Path.of(key + ".pub"), scratch.resolve("held.pub"));
            var settings = config(remote.folder().toString(), scratch);
            var environment = new HashMap<>(settings.environment());
            environment.put("SSH_AUTH_SOCK", socket.toString());
            var repository = new GitStateRepository(GitConfig.of(settings.url(), environment)
                    .withCacheFolder(settings.cacheFolder())
                    .withClock(settings.clock())
                    .withSigning(new GitConfig.Signing(publicHalf, null)));

            commit(repository, put("file", "1"));

            assertThat(verifyCommit(allow(scratch.resolve("held")))).contains("Good");
        } finally {
            RealPart.run(scratch, "kill", process);
        }
    }

    @Test
    void without_a_key_nothing_is_signed() {
        commit(repository(null, null), put("file", "1"));

        assertThat(remote.git("cat-file", "commit", "main")).doesNotContain("gpgsig");
    }

    @Nested
    class A_check {

        @Test
        void with_an_invalid_line_in_the_list_names_that_line_and_no_commit() throws IOException {
            var key = key("platform");
            commit(repository(key, null), put("file", "1"));
            var signers = allow(key);
            Files.writeString(signers, "# ours\n\n" + Files.readString(signers) + "\ngarbage\n");

            assertThatThrownBy(() -> signatures(repository(null, signers)))
                    .isInstanceOfSatisfying(
                            IdpException.class,
                            it -> assertThat(it.problem().what()).contains("line 5", "no public key"));
        }

        @Test
        void without_a_list_of_signers_reports_not_checked() {
            commit(repository(key("platform"), null), put("file", "1"));

            assertThat(signatures(repository(null, null))).containsExactly(new CommitSignature.NotChecked());
        }

        @Test
        void reports_an_unknown_key_and_a_missing_signature() throws IOException {
            commit(repository(key("stranger"), null), put("file", "1"));
            commit(repository(null, null), put("file", "2"));

            assertThat(signatures(repository(null, allow(key("platform")))))
                    .satisfiesExactly(
                            newest -> assertThat(newest).isEqualTo(new CommitSignature.None()),
                            oldest -> assertThat(oldest)
                                    .isInstanceOfSatisfying(
                                            CommitSignature.UnknownKey.class,
                                            unknown -> assertThat(unknown.key()).startsWith("SHA256:")));
        }

        @Test
        void rejects_a_signature_of_another_commit() throws IOException {
            var key = key("platform");
            commit(repository(key, null), put("file", "1"));
            RealPart.run(
                    remote.folder(),
                    "sh",
                    "-c",
                    "git update-ref refs/heads/main $(git cat-file commit main | sed 's/^write/wrote/'"
                            + " | git hash-object -t commit -w --stdin)");

            assertThat(signatures(repository(null, allow(key))))
                    .containsExactly(new CommitSignature.Bad("it does not match the commit"));
        }

        @Test
        void rejects_garbage() throws IOException {
            var key = key("platform");
            commit(repository(key, null), put("file", "1"));
            RealPart.run(
                    remote.folder(),
                    "sh",
                    "-c",
                    "git update-ref refs/heads/main $(git cat-file commit main | sed 's/^ U1NIU0lH.*/ U1NIU0lHAAAAAf/'"
                            + " | git hash-object -t commit -w --stdin)");

            assertThat(signatures(repository(null, allow(key))))
                    .singleElement()
                    .isInstanceOf(CommitSignature.Bad.class);
        }

        @Test
        void reports_a_signature_of_another_kind() throws IOException {
            commit(repository(key("platform"), null), put("file", "1"));
            RealPart.run(
                    remote.folder(),
                    "sh",
                    "-c",
                    "git update-ref refs/heads/main $(git cat-file commit main | sed 's/SSH SIGNATURE/PGP SIGNATURE/'"
                            + " | git hash-object -t commit -w --stdin)");

            assertThat(signatures(repository(null, allow(key("other")))))
                    .containsExactly(new CommitSignature.UnknownKey("an OpenPGP key; idp checks ssh signatures only"));
        }

        @Test
        void with_a_list_that_cannot_be_read_is_refused() {
            commit(repository(key("platform"), null), put("file", "1"));

            for (var list : List.of(scratch.resolve("nowhere"), scratch)) {
                assertThatThrownBy(() -> signatures(repository(null, list)))
                        .isInstanceOfSatisfying(
                                IdpException.class,
                                it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.INVALID_CONFIGURATION));
            }
        }

        @Test
        void is_made_only_when_it_is_asked_for() throws IOException {
            commit(repository(key("platform"), null), put("file", "1"));
            var ids = new ArrayList<Object>();
            var repository = repository(null, allow(key("other")));

            repository.commits(repository.snapshot(), null, (CommitRecord commit) -> ids.add(commit.id()));

            assertThat(ids).hasSize(1);
        }
    }
}
