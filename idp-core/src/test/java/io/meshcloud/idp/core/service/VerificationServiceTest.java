// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.PROD;
import static io.meshcloud.idp.core.service.World.context;
import static io.meshcloud.idp.core.service.World.environmentPath;
import static io.meshcloud.idp.core.service.World.releasePath;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.environment.Assignment;
import io.meshcloud.idp.core.history.HistoryRequest;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.rollback.RollbackTarget;
import io.meshcloud.idp.core.verify.VerificationFinding;
import io.meshcloud.idp.core.verify.VerificationRequest;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitIdentity;
import io.meshcloud.idp.spi.state.CommitSignature;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.testkit.state.InMemoryStateRepository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class VerificationServiceTest {
    private static final CommitIdentity PLATFORM = InMemoryStateRepository.PLATFORM;
    private static final CommitIdentity STRANGER = new CommitIdentity("Somebody Else", "else@example.org");

    private final World world = new World();

    private void createdAndReleased() {
        world.push("1.0.0");
        world.create(DEV, World.file("dev"), "1.0.0");
        world.pushAndRelease("1.1.0");
    }

    private List<VerificationFinding> findings() {
        return world.verify().findings();
    }

    private String release() {
        return world.read(releasePath(DEV)).orElseThrow().asText();
    }

    private String lastMessage() {
        return world.state.commits().get(0);
    }

    private static StateFile file(String text) {
        return new StateFile.Regular(Bytes.utf8(text));
    }

    /** A commit in the platform's name that changes only the release of {@code dev}. */
    private CommitId forge(String message, String release) {
        return forge(message, Map.of(releasePath(DEV).value(), file(release)));
    }

    private CommitId forge(String message, Map<String, StateFile> contents) {
        return world.state.forgedCommit(PLATFORM, PLATFORM, message, contents);
    }

    @Nested
    class What_the_platform_writes {

        @Test
        void is_clean() {
            world.init.init(context());
            createdAndReleased();
            world.clock.advance(Duration.ofMinutes(1));
            world.rollback(RollbackTarget.before(), true);
            world.holds.resume(DEV, context());
            world.configuration.set(DEV, List.of(Assignment.parse("runtime.scaling.replicas=3")), context());
            world.pushAndRelease("1.2.0");
            world.apply(World.file("dev") + "# more\n", false);
            world.apply(
                    World.file("dev").replace("registry.example.org/team-a/app1/dev", "registry.example.org/moved"),
                    true);
            world.apply(World.file("dev"), false);
            world.release("1.2.0");
            world.holds.hold(DEV, context());
            world.environments.retire(DEV, context());
            world.create(DEV, World.file("dev"), "1.1.0");

            var report = world.verify();

            assertThat(report.findings()).isEmpty();
            assertThat(report.commits()).isEqualTo(world.state.commits().size());
            assertThat(report.releases()).isEqualTo(8);
            assertThat(report.signed()).isFalse();
        }

        @Test
        void is_clean_if_others_edit_environments_and_settings() {
            var kept = World.withDev();
            kept.settings("releases:\n  deployOnPush: false\n");
            kept.pushAndRelease("1.0.0");
            kept.state.foreignCommit(
                    "more", Map.of(environmentPath(DEV).value(), Bytes.utf8(World.file("dev") + "# more\n")));
            kept.pushAndRelease("1.1.0");
            kept.breakSettings();
            kept.rollback();

            assertThat(kept.verify().findings()).isEmpty();
        }

        @Test
        void is_clean_when_releases_share_a_push() {
            world.create(DEV, World.file("dev"), null);
            var tags = List.of("1.0.0", "1.1.0", "1.2.0");
            tags.forEach(world::push);
            world.together(tags.stream()
                    .<Supplier<ReleaseOutcome>>map(tag -> () -> world.release(tag))
                    .toList());

            assertThat(findings()).isEmpty();
        }

        @Test
        void is_clean_with_the_layout_of_that_time() {
            world.settings("layout: \"apps/{team}/{env}\"");
            var address = EnvironmentAddress.parse("a/dev");
            world.push("1.0.0");
            world.create(address, World.file("dev"), "1.0.0");
            world.settings("layout: \"tenants/{team}/{env}\"");
            world.create(EnvironmentAddress.parse("b/dev"), World.file("prod"), null);

            assertThat(findings()).isEmpty();
        }

        @Test
        void is_clean_if_it_replaces_an_edit_by_hand_and_only_that_edit_is_found() {
            createdAndReleased();
            var foreign =
                    world.state.foreignCommit("oops", Map.of(releasePath(DEV).value(), Bytes.utf8("not a release")));
            world.pushAndRelease("1.2.0");

            assertThat(findings()).extracting(VerificationFinding::commit).containsExactly(foreign);
        }
    }

    @Nested
    class Commits_of_others {

        @Test
        void a_hand_edit_is_found_with_its_author() {
            createdAndReleased();
            var commit = world.state.foreignCommit(
                    "quick fix", Map.of(releasePath(DEV).value(), Bytes.utf8(release() + "# by hand\n")));

            var finding = findings().get(0);

            assertThat(findings()).hasSize(1);
            assertThat(finding.code()).isEqualTo(ProblemCode.FOREIGN_RELEASE);
            assertThat(finding.commit()).isEqualTo(commit);
            assertThat(finding.path()).isEqualTo(releasePath(DEV).value());
            assertThat(finding.what()).contains("Somebody Else <else@example.org>");
        }

        @Test
        void a_removal_and_a_link_are_found() {
            createdAndReleased();
            var removal = world.state.foreignRemoval("gone", releasePath(DEV).value());
            var link = world.state.foreignLink("link", releasePath(DEV).value());

            assertThat(findings()).extracting(VerificationFinding::commit).containsExactly(link, removal);
        }

        @Test
        void a_release_in_a_folder_without_an_environment_is_found() {
            var commit = world.state.foreignCommit("stray", Map.of("elsewhere/release.yaml", Bytes.utf8("x")));

            assertThat(findings()).extracting(VerificationFinding::commit).containsExactly(commit);
        }

        @Test
        void files_other_than_releases_are_ignored() {
            world.state.foreignCommit(
                    "notes", Map.of("README.md", Bytes.utf8("x"), "my-release.yaml", Bytes.utf8("x")));

            assertThat(findings()).isEmpty();
        }

        @Test
        void an_author_with_the_platform_as_committer_is_found() {
            createdAndReleased();
            var message = lastMessage();
            world.state.forgedCommit(
                    STRANGER, PLATFORM, message, Map.of(releasePath(DEV).value(), file(release() + "\n")));

            assertThat(findings()).extracting(VerificationFinding::code).containsExactly(ProblemCode.FOREIGN_RELEASE);
        }

        @Test
        void a_release_of_another_updater_is_clean_and_keeps_the_name_of_its_trigger() {
            createdAndReleased();
            world.push("1.2.0");
            var context = RequestContext.of(World.platform(), Trigger.of("acme-updater"));
            world.releases.release(ReleaseRequest.of(DEV, ImageChoice.parse("1.2.0"), context));

            assertThat(findings()).isEmpty();
            assertThat(world.histories
                            .history(World.platform(), new HistoryRequest(DEV, 1, null))
                            .entries())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.trigger()).isEqualTo("acme-updater"));
        }

        @Test
        void an_earlier_name_of_the_platform_is_accepted_if_it_is_given() {
            createdAndReleased();
            var today = new CommitIdentity("platform", "platform@example.org");

            assertThat(world.verify(new VerificationRequest(null, Set.of(today), false))
                            .findings())
                    .hasSize(2);
            assertThat(world.verify(new VerificationRequest(null, Set.of(today, PLATFORM), false))
                            .findings())
                    .isEmpty();
        }
    }

    @Nested
    class In_the_platform_s_name {

        @Test
        void a_message_without_trailers_is_found() {
            createdAndReleased();
            forge("Revert \"release likvid/hello-api/dev\"\n", release() + "\n");

            assertThat(findings()).extracting(VerificationFinding::code).containsExactly(ProblemCode.TRAILERS_INVALID);
            assertThat(findings().get(0).what()).contains("Idp-Action is missing", "Idp-Request-Id is missing");
        }

        @Test
        void invalid_or_repeated_trailers_are_found() {
            createdAndReleased();
            var message = lastMessage()
                    .replace("Idp-Action: release", "Idp-Action: deploy\nIdp-Actor: another")
                    .replaceAll("Idp-Request-Id: .*", "Idp-Request-Id: 1\nIdp-Promoted-From: no address");
            forge(message, release() + "\n");

            assertThat(findings().get(0).what())
                    .contains(
                            "Idp-Actor occurs twice",
                            "Idp-Action has an invalid value",
                            "Idp-Request-Id has an invalid value",
                            "Idp-Promoted-From has an invalid value");
        }

        @Test
        void a_second_file_next_to_the_release_is_found() {
            createdAndReleased();
            var contents = new HashMap<String, StateFile>();
            world.pushAndRelease("1.2.0");
            var message = lastMessage();
            var release = release();
            world.rollback();
            contents.put(releasePath(DEV).value(), file(release));
            contents.put("README.md", file("hello"));
            forge(message, contents);

            assertThat(findings())
                    .filteredOn(finding -> finding.code() == ProblemCode.UNEXPECTED_FILES)
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.what()).contains("2 files"));
        }

        @Test
        void the_release_of_another_environment_is_found() {
            createdAndReleased();
            forge(lastMessage(), Map.of(releasePath(PROD).value(), file(release())));

            assertThat(findings())
                    .extracting(VerificationFinding::code)
                    .contains(ProblemCode.TRAILERS_MISMATCH)
                    .doesNotContain(ProblemCode.FOREIGN_RELEASE);
            assertThat(findings().get(0).what()).contains("likvid/hello-api/dev", "likvid/hello-api/prod");
        }

        @Test
        void an_image_that_differs_from_the_trailer_is_found() {
            createdAndReleased();
            var digest = world.running().orElseThrow().toString();
            forge(lastMessage(), release().replace(digest, "sha256:" + "0".repeat(64)));

            assertThat(findings())
                    .extracting(VerificationFinding::what)
                    .anyMatch(what -> what.contains("the file names the image"))
                    .anyMatch(what -> what.contains("the previous image was"));
        }

        @Test
        void a_wrong_trigger_a_later_time_and_a_lower_watermark_are_found() {
            createdAndReleased();
            forge(
                    lastMessage(),
                    release()
                            .replace("observedBy: idp-cli", "observedBy: somebody")
                            .replaceAll("observedAt: .*", "observedAt: \"2027-01-01T00:00:00Z\"")
                            .replaceAll("newestSeenAt: .*", "newestSeenAt: \"2020-01-01T00:00:00Z\""));

            assertThat(findings())
                    .extracting(VerificationFinding::what)
                    .anyMatch(what -> what.contains("observedBy in the file is 'somebody'"))
                    .anyMatch(what -> what.contains("observedAt in the file is 2027-01-01T00:00:00Z"))
                    .anyMatch(what -> what.contains("newestSeenAt was"));
        }

        @Test
        void names_that_differ_from_the_environment_are_found() {
            createdAndReleased();
            forge(lastMessage(), release().replace("app: app1", "app: app2"));

            assertThat(findings())
                    .extracting(VerificationFinding::what)
                    .anyMatch(what -> what.contains("the file does not belong to its environment: metadata.app"));
        }

        @Test
        void a_comment_or_a_broken_file_is_found() {
            createdAndReleased();
            forge(lastMessage(), release() + "# so\n");
            forge(lastMessage(), "spec: [");

            assertThat(findings())
                    .extracting(VerificationFinding::what)
                    .anyMatch(what -> what.contains("differs from the bytes that the platform would write"))
                    .anyMatch(what -> what.contains("not a valid release.yaml"));
        }

        @Test
        void a_release_without_an_environment_is_found() {
            createdAndReleased();
            var message = lastMessage();
            var release = release();
            world.environments.retire(DEV, context());
            forge(message, release);

            assertThat(findings())
                    .extracting(VerificationFinding::what)
                    .anyMatch(what -> what.contains("no valid app-env.yaml"));
        }

        @Test
        void a_watermark_in_the_far_future_is_found() {
            createdAndReleased();
            var tagged = release();
            world.rollback();
            var message = lastMessage();
            forge(message, tagged.replaceAll("newestSeenAt: .*", "newestSeenAt: \"2026-10-01T16:00:00Z\""));

            assertThat(findings())
                    .extracting(VerificationFinding::what)
                    .anyMatch(what -> what.contains("automation may never release again"));
        }

        @Test
        void a_request_that_is_released_twice_is_found_at_the_second_release() {
            createdAndReleased();
            var message = lastMessage();
            var release = release();
            world.rollback();
            var copy = forge(message, release);

            assertThat(findings())
                    .filteredOn(finding -> finding.code() == ProblemCode.REQUEST_REPEATED)
                    .extracting(VerificationFinding::commit)
                    .containsExactly(copy);
        }

        @Test
        void a_hold_that_changes_a_release_is_found() {
            createdAndReleased();
            world.holds.hold(DEV, context());
            forge(lastMessage(), release() + "\n");

            assertThat(findings()).extracting(VerificationFinding::code).containsExactly(ProblemCode.UNEXPECTED_FILES);
        }

        @Test
        void a_retirement_that_writes_a_release_or_changes_another_environment_is_found() {
            createdAndReleased();
            var release = release();
            world.environments.retire(DEV, context());
            var message = lastMessage();
            forge(message, release);
            forge(message, Map.of(releasePath(DEV).value(), new StateFile.Absent(), "README.md", file("more")));

            assertThat(findings())
                    .extracting(VerificationFinding::what)
                    .anyMatch(what -> what.contains("which never writes a release.yaml"))
                    .anyMatch(what -> what.contains("changes no file outside"));
        }

        @Test
        void an_apply_that_only_removes_the_release_is_found() {
            createdAndReleased();
            world.apply(World.file("dev") + "# more\n", false);
            forge(lastMessage(), Map.of(releasePath(DEV).value(), new StateFile.Absent()));

            assertThat(findings())
                    .extracting(VerificationFinding::what)
                    .anyMatch(what -> what.contains("only together with a change of"));
        }

        @Test
        void the_same_digest_again_is_found() {
            createdAndReleased();
            forge(lastMessage(), release() + "\n");

            assertThat(findings())
                    .extracting(VerificationFinding::what)
                    .anyMatch(what -> what.contains("the digest ran already"));
        }
    }

    @Nested
    class With_signatures {
        private final VerificationRequest signed = new VerificationRequest(null, Set.of(PLATFORM), true);

        private List<CommitId> commits() {
            var ids = new ArrayList<CommitId>();
            world.state.commits(world.state.snapshot(), null, commit -> ids.add(commit.id()));
            return ids;
        }

        @Test
        void a_valid_signature_is_required_only_for_changes_of_releases() {
            createdAndReleased();
            assertThat(world.verify(signed).findings())
                    .hasSize(2)
                    .allSatisfy(finding -> assertThat(finding.code()).isEqualTo(ProblemCode.SIGNATURE_INVALID));

            commits().subList(0, 2).forEach(commit -> world.state.sign(commit, new CommitSignature.Good("platform")));

            assertThat(world.verify(signed).findings()).isEmpty();
            assertThat(world.verify(signed).signed()).isTrue();
        }

        @Test
        void an_invalid_signature_is_distinguished_from_one_by_an_unknown_key() {
            createdAndReleased();
            world.state.sign(commits().get(0), new CommitSignature.Bad("it does not fit the commit"));
            world.state.sign(commits().get(1), new CommitSignature.UnknownKey("SHA256:abc"));

            assertThat(world.verify(signed).findings())
                    .extracting(VerificationFinding::what)
                    .satisfiesExactly(
                            what -> assertThat(what).contains("is bad: it does not fit the commit"),
                            what -> assertThat(what).contains("does not belong to an allowed signer", "SHA256:abc"));
        }
    }

    @Nested
    class A_bound {

        @Test
        void excludes_the_commit_and_its_ancestors() {
            createdAndReleased();
            var old = world.state.foreignRemoval("gone", releasePath(DEV).value());
            world.pushAndRelease("1.2.0");
            var bounded = new VerificationRequest(old.abbreviated(), Set.of(PLATFORM), false);

            var report = world.verify(bounded);

            assertThat(report.findings()).isEmpty();
            assertThat(report.since()).isEqualTo(old);
            assertThat(report.commits()).isEqualTo(1);
            assertThat(findings()).hasSize(1);
        }

        @Test
        void that_is_not_a_commit_of_the_branch_is_refused() {
            createdAndReleased();
            var request = new VerificationRequest("0123456789", Set.of(PLATFORM), false);

            assertThatThrownBy(() -> world.verify(request))
                    .isInstanceOfSatisfying(
                            IdpException.class,
                            it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.COMMIT_NOT_FOUND));
        }
    }

    @Test
    void progress_reports_each_commit() {
        createdAndReleased();
        var reported = new ArrayList<Integer>();

        world.verifications.verify(
                World.platform(), new VerificationRequest(null, Set.of(PLATFORM), false), reported::add);

        assertThat(reported).containsExactly(1, 2, 3);
    }

    @Test
    void an_empty_repository_is_clean() {
        var report = world.verify();

        assertThat(report.isClean()).isTrue();
        assertThat(report.tip()).isNull();
    }
}
