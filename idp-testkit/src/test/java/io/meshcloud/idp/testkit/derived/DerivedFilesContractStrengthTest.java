// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.derived;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.spi.derived.DerivedFiles;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.testkit.ContractRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The contract tests fail for generators that break a promise. */
class DerivedFilesContractStrengthTest {
    /** A run for a generator that keeps every promise; each subclass breaks some. */
    private abstract static class Run extends DerivedFilesContract implements DerivedFiles {
        final InMemoryDerivedFiles good = new InMemoryDerivedFiles();

        @Override
        protected final DerivedFiles newDerivedFiles() {
            return this;
        }

        @Override
        public List<FileEdit> edits(Snapshot state, Platform platform, @Nullable EnvironmentAddress changed) {
            return good.edits(state, platform, changed);
        }

        @Override
        public boolean isDerived(StatePath path) {
            return good.isDerived(path);
        }
    }

    @Test
    void a_generator_that_generates_nothing_is_noticed() {
        assertThat(ContractRun.failures(NothingRun.class)).contains("an_environment_has_derived_files");
    }

    static final class NothingRun extends DerivedFilesContract {
        @Override
        protected DerivedFiles newDerivedFiles() {
            return DerivedFiles.NONE;
        }
    }

    @Test
    void a_generator_that_counts_its_calls_is_noticed() {
        assertThat(ContractRun.failures(CountingRun.class))
                .contains("the_same_state_gives_the_same_edits", "after_the_edits_were_applied_nothing_is_left_to_do");
    }

    static final class CountingRun extends Run {
        private final AtomicInteger calls = new AtomicInteger();

        @Override
        public List<FileEdit> edits(Snapshot state, Platform platform, @Nullable EnvironmentAddress changed) {
            var edits = new ArrayList<>(good.edits(state, platform, changed));
            edits.add(new FileEdit.Put(StatePath.of("generated/calls.txt"), Bytes.utf8("" + calls.incrementAndGet())));
            return edits;
        }
    }

    @Test
    void a_generator_that_never_deletes_is_noticed() {
        assertThat(ContractRun.failures(KeepingRun.class))
                .contains(
                        "a_removed_environment_loses_its_files",
                        "the_last_removed_environment_leaves_what_an_empty_repository_has");
    }

    static final class KeepingRun extends Run {
        @Override
        public List<FileEdit> edits(Snapshot state, Platform platform, @Nullable EnvironmentAddress changed) {
            return good.edits(state, platform, changed).stream()
                    .filter(FileEdit.Put.class::isInstance)
                    .toList();
        }
    }

    @Test
    void a_generator_that_forgets_shared_files_for_one_environment_is_noticed() {
        assertThat(ContractRun.failures(NarrowRun.class))
                .contains("files_generated_for_one_environment_after_the_other_are_those_generated_at_once");
    }

    static final class NarrowRun extends Run {
        @Override
        public List<FileEdit> edits(Snapshot state, Platform platform, @Nullable EnvironmentAddress changed) {
            return good.edits(state, platform, changed).stream()
                    .filter(edit -> changed == null || edit.path().equals(InMemoryDerivedFiles.file(changed)))
                    .toList();
        }
    }

    @Test
    void a_generator_that_edits_other_files_or_claims_them_is_noticed() {
        assertThat(ContractRun.failures(GreedyRun.class))
                .contains("only_derived_paths_are_edited_and_each_once", "files_of_the_contract_are_not_derived");
    }

    static final class GreedyRun extends Run {
        @Override
        public List<FileEdit> edits(Snapshot state, Platform platform, @Nullable EnvironmentAddress changed) {
            var edits = new ArrayList<>(good.edits(state, platform, changed));
            edits.add(new FileEdit.Put(StatePath.of("README.md"), Bytes.utf8("x")));
            return edits;
        }

        @Override
        public boolean isDerived(StatePath path) {
            return good.isDerived(path) || path.fileName().equals(Layout.RELEASE_FILE);
        }
    }

    @Test
    void a_generator_that_depends_on_every_byte_is_noticed() {
        assertThat(ContractRun.failures(BytesRun.class))
                .contains(
                        "a_release_changes_no_derived_file",
                        "a_hold_changes_no_derived_file",
                        "a_stop_changes_no_derived_file");
    }

    static final class BytesRun extends Run {
        @Override
        public List<FileEdit> edits(Snapshot state, Platform platform, @Nullable EnvironmentAddress changed) {
            var edits = new ArrayList<>(good.edits(state, platform, changed));
            var sum = Bytes.utf8(state.find(null, name -> name.endsWith(".yaml")).stream()
                    .map(path -> path + " " + state.read(path).hashCode())
                    .toList()
                    .toString());
            var path = StatePath.of("generated/sum.txt");
            if (!state.read(path).regularBytes().equals(Optional.of(sum))) {
                edits.add(new FileEdit.Put(path, sum));
            }
            return edits;
        }
    }

    @Test
    void a_generator_that_fails_for_a_broken_file_is_noticed() {
        assertThat(ContractRun.failures(StrictRun.class))
                .contains("a_broken_environment_does_not_stop_a_change_of_another_one");
    }

    static final class StrictRun extends Run {
        @Override
        public List<FileEdit> edits(Snapshot state, Platform platform, @Nullable EnvironmentAddress changed) {
            for (var path : state.find(Layout.APP_ENVIRONMENT_FILE)) {
                var bytes = state.read(path).regularBytes().orElseThrow();
                ContractFiles.readAppEnvironment(path.value(), bytes).match(document -> document, findings -> {
                    throw new IllegalStateException(findings.toString());
                });
            }
            return good.edits(state, platform, changed);
        }
    }
}
