// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.derived;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.spi.derived.DerivedFiles;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.testkit.state.InMemoryStateRepository;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link DerivedFiles} promises, for a generator that derives files from environments. */
public abstract class DerivedFilesContract {
    private static final String SETTINGS = "platform/platform.yaml";
    private static final EnvironmentAddress DEV = EnvironmentAddress.parse("likvid/hello-api/dev");
    private static final EnvironmentAddress PROD = EnvironmentAddress.parse("likvid/hello-api/prod");
    private static final EnvironmentAddress OTHER = EnvironmentAddress.parse("acme/shop/dev");
    private static final List<EnvironmentAddress> ALL = List.of(DEV, PROD, OTHER);

    private DerivedFiles generator = DerivedFiles.NONE;
    private InMemoryStateRepository state = new InMemoryStateRepository(Clock.systemUTC());

    /** A new generator. */
    protected abstract DerivedFiles newDerivedFiles();

    /** Lines of {@code platform.yaml} below {@code spec} with which files are generated, indented by two spaces. */
    protected String settings() {
        return """
                  argocd:
                    repository: https://git.example.tld/platform/state.git
                    revision: main
                """;
    }

    @BeforeEach
    void start() {
        generator = newDerivedFiles();
        state = new InMemoryStateRepository(Clock.systemUTC());
        write(SETTINGS, "apiVersion: idp.meshcloud.io/v1alpha1\nkind: Platform\nspec:\n" + settings());
    }

    private void write(String path, String text) {
        state.foreignCommit("write", Map.of(path, Bytes.utf8(text)));
    }

    private static String path(EnvironmentAddress address) {
        return Layout.DEFAULT.appEnvironment(address).value();
    }

    private void write(EnvironmentAddress address) {
        write(path(address), environment(address, 2, ""));
    }

    private static String environment(EnvironmentAddress address, int replicas, String policy) {
        var segments = address.segments();
        return """
                apiVersion: idp.meshcloud.io/v1alpha1
                kind: AppEnvironment
                metadata:
                  tenant: %1$s
                  app: %2$s
                  environment: %3$s
                spec:
                  target:
                    namespace: app-%1$s-%2$s-%3$s
                  registry:
                    repository: registry.example.org/%1$s/%2$s/%3$s
                %5$s  runtime:
                    service:
                      port: 8080
                    scaling:
                      replicas: %4$d
                    resources:
                      requests:
                        cpu: "200m"
                        memory: "256Mi"
                      limits:
                        cpu: "1000m"
                        memory: "512Mi"
                """.formatted(segments.get(0), segments.get(1), segments.get(2), replicas, policy);
    }

    private List<FileEdit> edits(@Nullable EnvironmentAddress changed) {
        return edits(generator, state.snapshot(), changed);
    }

    private static List<FileEdit> edits(DerivedFiles by, Snapshot snapshot, @Nullable EnvironmentAddress changed) {
        return by.edits(snapshot, platform(snapshot), changed);
    }

    private static Platform platform(Snapshot snapshot) {
        var bytes = snapshot.read(StatePath.of(SETTINGS)).regularBytes().orElseThrow();
        return ContractFiles.readPlatform(SETTINGS, bytes).match(document -> document.value(), findings -> {
            throw new IllegalStateException(findings.toString());
        });
    }

    private void generate(@Nullable EnvironmentAddress changed) {
        var edits = edits(changed);
        if (!edits.isEmpty()) {
            state.commit(state.snapshot(), List.of(new Change(edits, new CommitMessage("generated", List.of()))));
        }
    }

    private void generated(List<EnvironmentAddress> addresses) {
        addresses.forEach(this::write);
        generate(null);
    }

    /** All derived files with their contents. */
    private Map<StatePath, Bytes> files() {
        var snapshot = state.snapshot();
        var files = new TreeMap<StatePath, Bytes>();
        for (var path : snapshot.find(null, name -> true)) {
            if (generator.isDerived(path)) {
                snapshot.read(path).regularBytes().ifPresent(bytes -> files.put(path, bytes));
            }
        }
        return files;
    }

    @Test
    void an_environment_has_derived_files() {
        write(DEV);

        assertThat(edits(DEV)).isNotEmpty();
    }

    @Test
    void the_same_state_gives_the_same_edits() {
        ALL.forEach(this::write);

        assertThat(edits(newDerivedFiles(), state.snapshot(), null))
                .containsExactlyInAnyOrderElementsOf(edits(null))
                .containsExactlyInAnyOrderElementsOf(edits(null));
    }

    @Test
    void after_the_edits_were_applied_nothing_is_left_to_do() {
        generated(ALL);

        assertThat(edits(null)).isEmpty();
        assertThat(ALL).allSatisfy(address -> assertThat(edits(address)).isEmpty());
    }

    @Test
    void only_derived_paths_are_edited_and_each_once() {
        ALL.forEach(this::write);
        var edits = edits(null);

        var paths = new HashSet<StatePath>();
        assertThat(edits)
                .allSatisfy(edit -> assertThat(generator.isDerived(edit.path())).isTrue());
        assertThat(edits).allSatisfy(edit -> assertThat(paths.add(edit.path())).isTrue());
    }

    @Test
    void files_of_the_contract_are_not_derived() {
        assertThat(List.of(StatePath.of(SETTINGS), Layout.DEFAULT.appEnvironment(DEV), Layout.DEFAULT.release(DEV)))
                .noneMatch(generator::isDerived);
    }

    @Test
    void files_are_at_most_as_large_as_a_snapshot_reads() {
        ALL.forEach(this::write);

        assertThat(edits(null))
                .allSatisfy(edit -> assertThat(
                                edit instanceof FileEdit.Put put ? put.bytes().size() : 0)
                        .isLessThanOrEqualTo(Snapshot.MAX_FILE_SIZE));
    }

    @Test
    void files_edited_or_removed_by_hand_are_generated_again() {
        generated(ALL);
        var before = files();
        var first = before.keySet().iterator().next();
        write(first.value(), "by hand\n");
        generate(null);

        assertThat(files()).isEqualTo(before);

        state.foreignRemoval("removed", first.value());
        generate(null);

        assertThat(files()).isEqualTo(before);
    }

    private void assertThatDevLeavesNothing() {
        var before = files();
        write(DEV);
        generate(DEV);
        state.foreignRemoval("retired", path(DEV));
        generate(DEV);

        assertThat(files()).isEqualTo(before);
    }

    @Test
    void a_removed_environment_loses_its_files() {
        generated(List.of(PROD, OTHER));
        assertThatDevLeavesNothing();
    }

    @Test
    void the_last_removed_environment_leaves_what_an_empty_repository_has() {
        generate(null);
        assertThatDevLeavesNothing();
    }

    @Test
    void files_generated_for_one_environment_after_the_other_are_those_generated_at_once() {
        for (var address : ALL) {
            write(address);
            generate(address);
            assertThat(edits(null)).isEmpty();
        }
        write(path(DEV), environment(DEV, 3, ""));
        generate(DEV);

        assertThat(edits(null)).isEmpty();
    }

    @Test
    void a_release_changes_no_derived_file() {
        generated(ALL);
        var release = """
                apiVersion: idp.meshcloud.io/v1alpha1
                kind: AppRelease
                metadata:
                  tenant: likvid
                  app: hello-api
                  environment: dev
                spec:
                  image:
                    repository: registry.example.org/likvid/hello-api/dev
                    digest: "sha256:%s"
                  observedAt: "2026-10-01T12:00:00Z"
                  observedBy: idp-cli
                """.formatted("0".repeat(64));
        write(Layout.DEFAULT.release(DEV).value(), release);

        assertThat(edits(null)).isEmpty();
    }

    @Test
    void a_hold_changes_no_derived_file() {
        generated(ALL);
        write(path(DEV), environment(DEV, 2, "    deployPolicy:\n      mode: manual\n"));

        assertThat(edits(null)).isEmpty();
    }

    @Test
    void a_stop_changes_no_derived_file() {
        generated(ALL);
        var platform =
                state.snapshot().read(StatePath.of(SETTINGS)).regularBytes().orElseThrow();
        write(SETTINGS, platform.asText() + "  releases:\n    stopped: incident 4711\n");

        assertThat(edits(null)).isEmpty();
    }

    @Test
    void a_broken_environment_does_not_stop_a_change_of_another_one() {
        write(path(OTHER), "spec: [");
        write(path(PROD), "spec: [");
        write(DEV);
        generate(DEV);

        assertThat(files()).isNotEmpty();
        assertThat(edits(DEV)).isEmpty();
    }
}
