// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.derived.DerivedChanges;
import io.meshcloud.idp.core.environment.CreateRequest;
import io.meshcloud.idp.core.environment.EnvironmentService;
import io.meshcloud.idp.core.history.HistoryRequest;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.rollback.RollbackRequest;
import io.meshcloud.idp.core.rollback.RollbackTarget;
import io.meshcloud.idp.core.verify.VerificationFinding;
import io.meshcloud.idp.core.verify.VerificationReport;
import io.meshcloud.idp.core.verify.VerificationRequest;
import io.meshcloud.idp.core.verify.VerificationService;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.git.GitFixture;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.RequestId;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.spi.state.CommitIdentity;
import io.meshcloud.idp.testkit.RealPart;
import io.meshcloud.idp.testkit.git.BareRepository;
import io.meshcloud.idp.testkit.registry.InMemoryImageRegistry;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit of a history that services wrote and others manipulated with the real git. */
@Slow
class VerifyingTest {
    private static final EnvironmentAddress DEV = EnvironmentAddress.parse("likvid/hello-api/dev");
    private static final String FOLDER = "workspaces/likvid/projects/hello-api/tenants/dev/";
    private static final String RELEASE = FOLDER + "release.yaml";
    private static final ImageRepository IMAGES = ImageRepository.parse("registry.example.org/team-a/app1/dev");
    private static final String CONTRACT = """
            apiVersion: idp.meshcloud.io/v1alpha1
            kind: AppEnvironment
            metadata:
              tenant: team-a
              app: app1
              environment: dev
            spec:
              target:
                namespace: app-team-a-app1-dev
              registry:
                repository: registry.example.org/team-a/app1/dev
              runtime:
                service:
                  port: 8080
                scaling:
                  replicas: 2
                resources:
                  requests:
                    cpu: 200m
                    memory: 256Mi
                  limits:
                    cpu: 1000m
                    memory: 512Mi
            """;

    @TempDir
    private Path scratch;

    private final InMemoryImageRegistry registry = new InMemoryImageRegistry();
    private BareRepository remote;
    private int audits;
    private Path work;

    @BeforeEach
    void environment_with_two_releases() {
        remote = BareRepository.create(scratch.resolve("state.git"));
        work = scratch.resolve("work");
        for (int i = 0; i < 5; i++) {
            registry.push(IMAGES, TestImage.of("1." + i, GitFixture.NOW.minusSeconds(60 - i)), Tag.parse("1." + i));
        }
        var platform = new Platform(null);
        assertThat(platform.environments()
                        .create(new CreateRequest(DEV, Bytes.utf8(CONTRACT), null, Platform.context())))
                .isInstanceOf(ChangeOutcome.Changed.class);
        platform.release("1.0");
        platform.release("1.1");
        RealPart.git(scratch, "clone", "-q", remote.folder().toString(), work.toString());
    }

    /** The services of one process. */
    private final class Platform {
        private final GitStateRepository repository;
        private final IdpCore core;

        Platform(@Nullable Path key) {
            this(key, "main");
        }

        Platform(@Nullable Path key, String branch) {
            var settings =
                    GitFixture.config(remote.folder().toString(), scratch).withBranch(branch);
            repository = new GitStateRepository(settings.withSigning(new GitConfig.Signing(key, null)));
            core = IdpCore.of(repository, registry, settings.clock());
        }

        EnvironmentService environments() {
            return core.environments();
        }

        void release(String tag) {
            var outcome = core.releases().release(ReleaseRequest.of(DEV, ImageChoice.parse(tag), context()));
            assertThat(outcome).isInstanceOf(ReleaseOutcome.Updated.class);
        }

        static RequestContext context() {
            return new RequestContext(
                    Caller.platform(Actor.parse("ada")), Trigger.CLI, null, RequestId.random(), false);
        }
    }

    /** Verifies as an auditor's machine does, whose cache does not know the branch before a forced push. */
    private VerificationReport verify(@Nullable Path signers) {
        var settings = GitFixture.config(remote.folder().toString(), scratch)
                .withCacheFolder(scratch.resolve("audit-" + audits++));
        var repository = new GitStateRepository(settings.withSigning(new GitConfig.Signing(null, signers)));
        var request =
                new VerificationRequest(null, Set.of(new CommitIdentity("idp", "idp@localhost")), signers != null);
        return new VerificationService(repository, new PlatformView(repository::history), DerivedChanges.NONE)
                .verify(Caller.platform(new Actor("auditor")), request, commits -> {});
    }

    private List<VerificationFinding> findings() {
        return verify(null).findings();
    }

    private String git(String... words) {
        return RealPart.git(work, words).strip();
    }

    /** Git with the platform's name as author and committer. */
    private String forge(String... words) {
        var identity = Stream.of("AUTHOR", "COMMITTER")
                .flatMap(role -> Stream.of("GIT_" + role + "_NAME=idp", "GIT_" + role + "_EMAIL=idp@localhost"));
        // RealPart sets another identity in git's environment, which env overrides.
        return RealPart.run(
                        work,
                        Stream.of(Stream.of("env"), identity, Stream.of("git"), Stream.of(words))
                                .flatMap(part -> part)
                                .toArray(String[]::new))
                .strip();
    }

    private String pushed() {
        git("push", "-q", "origin", "HEAD:main");
        return git("rev-parse", "HEAD");
    }

    private void edit(String from, String to) throws IOException {
        var file = work.resolve(RELEASE);
        var text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    @Test
    void a_history_written_by_the_services_is_clean() {
        var report = verify(null);

        assertThat(report.findings()).isEmpty();
        assertThat(report.commits()).isEqualTo(3);
        assertThat(report.releases()).isEqualTo(2);
    }

    @Test
    void a_revert_is_found() {
        git("revert", "--no-edit", "HEAD");
        var commit = pushed();

        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.commit().value()).isEqualTo(commit);
            assertThat(finding.code()).isEqualTo(ProblemCode.FOREIGN_RELEASE);
        });
    }

    @Test
    void a_revert_in_the_platform_s_name_is_found() {
        forge("revert", "--no-edit", "HEAD");
        pushed();

        assertThat(findings()).extracting(VerificationFinding::code).containsExactly(ProblemCode.TRAILERS_INVALID);
    }

    @Test
    void a_changed_file_mode_is_found() {
        git("update-index", "--chmod=+x", RELEASE);
        forge("commit", "-q", "-C", "HEAD");
        pushed();

        assertThat(findings())
                .extracting(VerificationFinding::what)
                .anyMatch(what -> what.contains("the digest ran already"));
    }

    @Test
    void a_link_in_place_of_the_file_is_found() throws IOException {
        Files.delete(work.resolve(RELEASE));
        Files.createSymbolicLink(work.resolve(RELEASE), Path.of("app-env.yaml"));
        git("add", "-A");
        forge("commit", "-q", "-C", "HEAD");
        pushed();

        assertThat(findings())
                .extracting(VerificationFinding::what)
                .anyMatch(what -> what.contains("not a valid release.yaml"));
    }

    @Test
    void a_file_that_was_ignored_and_added_by_force_is_found() throws IOException {
        Files.writeString(work.resolve(".gitignore"), "other/\n");
        Files.createDirectories(work.resolve("other folder/.x"));
        Files.writeString(work.resolve("other folder/.x/release.yaml"), "x");
        git("add", "-f", "-A");
        git("commit", "-q", "-m", "by force");
        pushed();

        assertThat(findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.path()).isEqualTo("other folder/.x/release.yaml"));
    }

    @Nested
    class A_merge {

        private void branch_with_a_note() throws IOException {
            git("checkout", "-q", "-b", "side", "HEAD~1");
            Files.writeString(work.resolve("notes.txt"), "hello");
            git("add", "-A");
            git("commit", "-q", "-m", "a note");
            git("checkout", "-q", "-");
        }

        @Test
        void with_the_file_of_one_parent_is_clean() throws IOException {
            branch_with_a_note();
            git("merge", "-q", "--no-ff", "--no-edit", "side");
            pushed();

            assertThat(findings()).isEmpty();
        }

        @Test
        void with_swapped_parents_is_clean() throws IOException {
            branch_with_a_note();
            git("checkout", "-q", "side");
            git("merge", "-q", "--no-ff", "--no-edit", "-");
            pushed();

            assertThat(findings()).isEmpty();
        }

        @Test
        void of_several_parents_is_clean() throws IOException {
            branch_with_a_note();
            git("checkout", "-q", "-b", "another", "HEAD~1");
            Files.writeString(work.resolve("other-notes.txt"), "hello");
            git("add", "-A");
            git("commit", "-q", "-m", "another note");
            git("checkout", "-q", "-");
            git("merge", "-q", "--no-edit", "side", "another");
            assertThat(git("rev-list", "--parents", "-n", "1", "HEAD").split(" "))
                    .hasSize(4);
            pushed();

            assertThat(findings()).isEmpty();
        }

        @Test
        void with_the_older_file_is_found() throws IOException {
            branch_with_a_note();
            git("merge", "-q", "--no-ff", "--no-commit", "side");
            git("checkout", "-q", "HEAD~1", "--", RELEASE);
            git("commit", "-q", "-m", "merged");

            assertFound(pushed());
        }

        @Test
        void that_drops_the_release_of_a_parent_is_found() throws IOException {
            branch_with_a_note();
            git("checkout", "-q", "side");
            git("merge", "-q", "--no-ff", "--no-edit", "-s", "ours", "-");

            assertFound(pushed());
        }

        @Test
        void of_parents_with_the_same_change_is_clean() throws IOException {
            git("checkout", "-q", "-b", "side", "HEAD~1");
            git("cherry-pick", "-n", "main");
            Files.writeString(work.resolve("notes.txt"), "hello");
            git("add", "-A");
            git("commit", "-q", "-m", "by hand, the same");
            git("checkout", "-q", "-");
            git("merge", "-q", "--no-ff", "--no-edit", "side");
            var merge = pushed();

            assertThat(findings())
                    .extracting(finding -> finding.commit().value())
                    .doesNotContain(merge)
                    .hasSize(1);
        }

        @Test
        void of_unrelated_histories_is_clean() throws IOException {
            git("checkout", "-q", "--orphan", "other");
            git("rm", "-rfq", ".");
            Files.writeString(work.resolve("notes.txt"), "hello");
            git("add", "-A");
            git("commit", "-q", "-m", "elsewhere");
            git("checkout", "-q", "-f", "main");
            git("merge", "-q", "--no-edit", "--allow-unrelated-histories", "other");
            pushed();

            assertThat(findings()).isEmpty();
        }

        @Test
        void with_two_merge_bases_is_clean_if_the_file_is_that_of_a_parent() throws IOException {
            branch_with_a_note();
            git("checkout", "-q", "side");
            git("merge", "-q", "--no-ff", "--no-edit", "main");
            git("checkout", "-q", "main");
            git("merge", "-q", "--no-ff", "--no-edit", "side~1");
            pushed();
            new Platform(null).release("1.2");
            git("fetch", "-q");
            assertThat(git("merge-base", "--all", "side", "origin/main").lines())
                    .hasSize(2);
            git("checkout", "-q", "side");
            git("merge", "-q", "--no-ff", "--no-edit", "origin/main");
            pushed();

            assertThat(findings()).isEmpty();
        }

        private void assertFound(String merge) {
            assertThat(findings()).singleElement().satisfies(finding -> {
                assertThat(finding.commit().value()).isEqualTo(merge);
                assertThat(finding.what()).contains("the merge");
            });
        }

        @Test
        void with_a_file_that_differs_from_every_parent_is_found() throws IOException {
            branch_with_a_note();
            git("merge", "-q", "--no-ff", "--no-commit", "side");
            edit("tag: \"1.1\"", "tag: \"6.6\"");
            git("add", "-A");
            forge("commit", "-q", "-m", "merged");
            var commit = pushed();

            assertThat(findings()).singleElement().satisfies(finding -> {
                assertThat(finding.commit().value()).isEqualTo(commit);
                assertThat(finding.what()).contains("in a way that none of the merged commits does");
            });
        }

        @Test
        void of_a_side_branch_with_a_finding_reports_that_finding() throws IOException {
            git("checkout", "-q", "-b", "side", "HEAD~1");
            edit("1.0", "9.9");
            git("add", "-A");
            git("commit", "-q", "-m", "by hand");
            var theirs = git("rev-parse", "HEAD");
            git("checkout", "-q", "-");
            git("merge", "-q", "--no-ff", "--no-edit", "-X", "theirs", "side");
            pushed();

            assertThat(findings())
                    .extracting(finding -> finding.commit().value())
                    .contains(theirs);
        }
    }

    /** A release on a branch that somebody merges into the state branch. */
    @Nested
    class A_merged_release {

        @BeforeEach
        void on_another_branch() throws IOException {
            remote.git("branch", "side", "main");
            new Platform(null, "side").release("1.2");
            Files.writeString(work.resolve("notes.txt"), "hello");
            git("add", "-A");
            git("commit", "-q", "-m", "a note");
        }

        private void merge(String... options) {
            git("fetch", "-q");
            git(Stream.of(Stream.of("merge", "-q", "--no-edit"), Stream.of(options), Stream.of("origin/side"))
                    .flatMap(words -> words)
                    .toArray(String[]::new));
            pushed();
        }

        private List<String> releases(@Nullable String after) {
            var request = new HistoryRequest(DEV, 10, after);
            return new Platform(null)
                    .core.histories().history(Caller.platform(new Actor("auditor")), request).entries().stream()
                            .filter(entry -> entry.action().equals("release"))
                            .map(entry -> tag(entry.image()))
                            .toList();
        }

        private static String tag(@Nullable String image) {
            return ImageReference.parse(String.valueOf(image))
                    .optionalTag()
                    .map(Tag::value)
                    .orElseThrow();
        }

        @Test
        void that_the_merge_did_not_take_never_ran() {
            merge("-s", "ours");

            assertThat(releases(null)).containsExactly("1.1", "1.0");
            var context = Platform.context();
            var core = new Platform(null).core;
            var explained = core.explanations()
                    .explain(
                            DEV,
                            null,
                            new RequestContext(context.caller(), context.trigger(), null, RequestId.random(), true));
            assertThat(tag(Objects.requireNonNull(explained.released(), "released")
                            .image()))
                    .isEqualTo("1.1");
            var rollback = core.rollbacks()
                    .rollback(new RollbackRequest(
                            DEV,
                            RollbackTarget.before(),
                            ExpectedCurrent.anything(),
                            Reason.parse("broken"),
                            false,
                            Platform.context()));
            assertThat(rollback)
                    .isInstanceOfSatisfying(
                            ReleaseOutcome.Updated.class,
                            updated -> assertThat(
                                            tag(String.valueOf(updated.details().image())))
                                    .isEqualTo("1.0"));
        }

        @Test
        void that_the_merge_took_is_in_history() {
            merge("--no-ff");

            assertThat(releases(null)).containsExactly("1.2", "1.1", "1.0");
        }

        @Test
        void that_only_a_later_merge_took_is_in_history() {
            merge("-s", "ours");
            new Platform(null, "side").release("1.3");
            merge("-X", "theirs");

            assertThat(releases(null)).containsExactlyInAnyOrder("1.3", "1.2", "1.1", "1.0");
        }

        @Test
        void that_the_merge_did_not_take_can_start_a_page_of_history() {
            merge("-s", "ours");

            assertThat(releases(remote.tip("side"))).containsExactly("1.1", "1.0");
        }
    }

    @Test
    void a_cherry_pick_with_the_trailers_and_another_content_is_found() throws IOException {
        new Platform(null).release("1.2");
        git("fetch", "-q");
        edit("1.1", "1.2");
        git("add", "-A");
        forge("commit", "-q", "-C", "origin/main");
        git("push", "-q", "-f", "origin", "HEAD:main");

        assertThat(findings())
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.code()).isEqualTo(ProblemCode.TRAILERS_MISMATCH));
    }

    @Test
    void a_forged_name_without_a_signature_is_found_where_the_platform_signs() throws IOException {
        RealPart.program("ssh-keygen");
        var key = scratch.resolve("platform");
        RealPart.run(scratch, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString());
        var signers =
                Files.writeString(scratch.resolve("signers"), "platform " + Files.readString(Path.of(key + ".pub")));
        new Platform(key).release("1.2");
        var unsigned = verify(signers).findings();
        assertThat(unsigned).hasSize(2);

        // The same commit without its signature, as anyone with push rights can create it.
        git("fetch", "-q");
        git("checkout", "-q", "origin/main");
        forge("commit", "-q", "--amend", "--no-edit");
        git("push", "-q", "-f", "origin", "HEAD:main");

        assertThat(verify(null).findings()).isEmpty();
        assertThat(verify(signers).findings())
                .hasSize(3)
                .allSatisfy(finding -> assertThat(finding.code()).isEqualTo(ProblemCode.SIGNATURE_INVALID));
    }

    private static final String ACCEPTANCE = "accept-rewrite: branch\n\nIdp-Action: accept-rewrite";

    @Test
    void an_acceptance_of_a_rewritten_branch_that_somebody_else_wrote_is_found() {
        git("commit", "-q", "--allow-empty", "-m", ACCEPTANCE);
        var commit = pushed();

        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.commit().value()).isEqualTo(commit);
            assertThat(finding.code()).isEqualTo(ProblemCode.FOREIGN_RELEASE);
            assertThat(finding.what()).contains("acceptance of a rewritten branch");
        });
    }

    @Test
    void an_acceptance_of_a_rewritten_branch_without_a_signature_is_found_where_the_platform_signs()
            throws IOException {
        RealPart.program("ssh-keygen");
        var key = scratch.resolve("platform");
        RealPart.run(scratch, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString());
        var signers =
                Files.writeString(scratch.resolve("signers"), "platform " + Files.readString(Path.of(key + ".pub")));
        forge("commit", "-q", "--allow-empty", "-m", ACCEPTANCE);
        var commit = pushed();

        assertThat(findings()).isEmpty();
        assertThat(verify(signers).findings())
                .filteredOn(finding -> finding.commit().value().equals(commit))
                .singleElement()
                .satisfies(finding -> assertThat(finding.code()).isEqualTo(ProblemCode.SIGNATURE_INVALID));
    }
}
