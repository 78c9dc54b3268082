// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.PROD;
import static io.meshcloud.idp.core.service.World.context;
import static io.meshcloud.idp.core.service.World.environmentPath;
import static io.meshcloud.idp.core.service.World.releasePath;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.environment.Assignment;
import io.meshcloud.idp.core.rollback.RollbackTarget;
import io.meshcloud.idp.core.verify.VerificationFinding;
import io.meshcloud.idp.core.verify.VerificationRequest;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitIdentity;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.testkit.derived.InMemoryDerivedFiles;
import io.meshcloud.idp.testkit.state.InMemoryStateRepository;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DerivedFilesVerificationTest {
    private static final CommitIdentity PLATFORM = InMemoryStateRepository.PLATFORM;
    private static final String DERIVED = InMemoryDerivedFiles.file(DEV).value();

    private final World world = new World(new InMemoryDerivedFiles());

    private List<VerificationFinding> findings() {
        return world.verify().findings();
    }

    private static StateFile file(String text) {
        return new StateFile.Regular(Bytes.utf8(text));
    }

    /** A commit in the platform's name with the message of the newest commit. */
    private CommitId forge(Map<String, StateFile> contents) {
        return world.state.forgedCommit(
                PLATFORM, PLATFORM, world.state.commits().get(0), contents);
    }

    private void assertFound(CommitId commit, ProblemCode code, String what) {
        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.commit()).isEqualTo(commit);
            assertThat(finding.path()).isEqualTo(DERIVED);
            assertThat(finding.code()).isEqualTo(code);
            assertThat(finding.what()).contains(what);
            assertThat(finding.fix()).contains("idp init");
        });
    }

    @Test
    void what_the_platform_writes_is_clean() {
        world.init.init(context());
        world.push("1.0.0");
        world.create(DEV, World.file("dev"), "1.0.0");
        world.create(PROD, World.file("prod"), null);
        world.configuration.set(DEV, List.of(Assignment.parse("runtime.scaling.replicas=3")), context());
        world.apply(World.file("dev"), false);
        world.pushAndRelease("1.1.0");
        world.rollback(RollbackTarget.before(), true);
        world.stops.stop(Reason.parse("incident"), context());
        world.stops.start(context());
        world.settings("argocd:\n  revision: live");
        world.init.init(context());
        world.environments.retire(DEV, context());

        assertThat(findings()).isEmpty();
    }

    @Test
    void a_foreign_commit_is_found() {
        world.create(DEV, World.file("dev"), null);

        assertFound(
                world.state.foreignCommit("edit", Map.of(DERIVED, Bytes.utf8("by hand"))),
                ProblemCode.FOREIGN_DERIVED_FILE,
                "Somebody Else <else@example.org>");
    }

    @Test
    void a_foreign_removal_is_found() {
        world.create(DEV, World.file("dev"), null);

        assertFound(
                world.state.foreignRemoval("removed", DERIVED),
                ProblemCode.FOREIGN_DERIVED_FILE,
                "not by the platform");
    }

    @Test
    void a_foreign_commit_of_a_release_and_a_derived_file_has_a_finding_for_each() {
        world.create(DEV, World.file("dev"), null);
        world.state.foreignCommit(
                "both", Map.of(DERIVED, Bytes.utf8("x"), releasePath(DEV).value(), Bytes.utf8("x")));

        assertThat(findings())
                .extracting(VerificationFinding::code)
                .containsExactlyInAnyOrder(ProblemCode.FOREIGN_DERIVED_FILE, ProblemCode.FOREIGN_RELEASE);
    }

    @Test
    void a_release_that_changes_a_derived_file_is_found() {
        world.push("1.0.0");
        world.create(DEV, World.file("dev"), "1.0.0");

        assertFound(forge(Map.of(DERIVED, file("x"))), ProblemCode.UNEXPECTED_FILES, "never changes a derived file");
    }

    @Test
    void a_hold_that_changes_a_derived_file_is_found() {
        world.settings("environments:\n  dev:\n    deployPolicy:\n      mode: auto");
        world.create(DEV, World.file("dev"), null);
        world.holds.hold(DEV, context());

        assertFound(forge(Map.of(DERIVED, file("x"))), ProblemCode.UNEXPECTED_FILES, "the commit's action is hold");
    }

    @Test
    void a_create_that_changes_derived_files_only_is_found() {
        world.create(DEV, World.file("dev"), null);

        assertFound(
                forge(Map.of(DERIVED, file("x"))),
                ProblemCode.UNEXPECTED_FILES,
                "changes no file of the environment 'likvid/hello-api/dev'");
    }

    @Test
    void an_apply_and_a_retire_that_change_derived_files_only_are_found() {
        world.create(DEV, World.file("dev"), null);
        world.apply(World.file("dev") + "# more\n", false);
        forge(Map.of(DERIVED, file("x")));
        world.environments.retire(DEV, context());
        forge(Map.of(DERIVED, file("y")));

        assertThat(findings())
                .hasSize(2)
                .allSatisfy(finding -> assertThat(finding.what()).contains("changes no file of the environment"));
    }

    @Test
    void a_retire_that_changes_files_of_others_too_is_found() {
        world.push("1.0.0");
        world.create(DEV, World.file("dev"), "1.0.0");
        world.environments.retire(DEV, context());
        var contents = new HashMap<String, StateFile>();
        contents.put(environmentPath(DEV).value(), file(World.file("dev")));
        contents.put(DERIVED, file("x"));
        contents.put("README.md", file("x"));
        forge(contents);

        assertThat(findings())
                .extracting(VerificationFinding::what)
                .contains(
                        "a retire changes no file outside workspaces/likvid/projects/hello-api/tenants/dev/ but derived files");
    }

    @Test
    void an_init_that_changes_a_release_is_found() {
        world.init.init(context());
        forge(Map.of(releasePath(DEV).value(), file("x")));

        assertThat(findings()).extracting(VerificationFinding::code).containsExactly(ProblemCode.UNEXPECTED_FILES);
    }

    @Test
    void trailers_that_are_missing_are_found() {
        world.create(DEV, World.file("dev"), null);

        assertFound(
                world.state.forgedCommit(PLATFORM, PLATFORM, "generate", Map.of(DERIVED, file("x"))),
                ProblemCode.TRAILERS_INVALID,
                "Idp-Action is missing");
    }

    @Test
    void a_signature_is_required_for_derived_files() {
        world.create(DEV, World.file("dev"), null);

        assertThat(world.verify(new VerificationRequest(null, Set.of(PLATFORM), true))
                        .findings())
                .hasSize(2)
                .allSatisfy(finding -> assertThat(finding.code()).isEqualTo(ProblemCode.SIGNATURE_INVALID));
    }

    @Test
    void files_at_derived_paths_are_ignored_without_a_generator() {
        var without = new World();
        without.state.foreignCommit("edit", Map.of(DERIVED, Bytes.utf8("by hand")));

        assertThat(without.verify().findings()).isEmpty();
    }
}
