// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.derived;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Generates derived files: files of the state repository that follow from the environments and the platform's settings,
 * such as an Argo CD Application for each environment. They are never edited by hand. The commit of a create, apply,
 * configure, retire or init contains the derived files that follow from it, so that no commit of the platform leaves one
 * stale (ADR-025).
 *
 * <p>Derived files may depend on {@code platform.yaml} except {@code spec.releases}, and on {@code app-env.yaml} except
 * {@code spec.registry.deployPolicy}. They never depend on {@code release.yaml}. So a release, a rollback, a hold and a
 * stop touch one file, and cannot fail because of a generator.
 *
 * <p>Implementations are safe for use by many threads. They are called while other changes wait for the writer, so they
 * read only the snapshot: no network, no clock, no random numbers.
 */
public interface DerivedFiles {
    /** Generates nothing. */
    DerivedFiles NONE = new DerivedFiles() {
        @Override
        public List<FileEdit> edits(Snapshot state, Platform platform, @Nullable EnvironmentAddress changed) {
            return List.of();
        }

        @Override
        public boolean isDerived(StatePath path) {
            return false;
        }
    };

    /**
     * The edits after which the derived files are those that follow from a state: a put for each file that is missing or
     * has other bytes, a delete for each that no longer follows. A file that is as it should be is not edited; so after
     * the edits were applied, the same call returns nothing. A pure function of its arguments.
     *
     * <p>An {@code app-env.yaml} that breaks the contract does not make the call fail, because one team must not block
     * the changes of another. The generator then decides what happens to the files that depend on it. They must still
     * depend on the arguments only.
     *
     * @param state the state after a change. The change is usually not committed yet, so {@link Snapshot#commit} is the
     *     commit before it
     * @param platform the settings in force in {@code state}
     * @param changed the environment whose {@code app-env.yaml} the change adds, replaces or removes: only files that can
     *     depend on this environment are edited. If all derived files followed before the change, all follow after these
     *     edits. Absent for all derived files
     * @return in any order; each path at most once, each {@linkplain #isDerived derived}; no file larger than
     *     {@link Snapshot#MAX_FILE_SIZE}
     * @throws io.meshcloud.idp.contract.problem.IdpException if the files cannot be generated for these settings or for
     *     the changed environment; then the change is refused with its problem. Any other exception is a defect of the
     *     generator, and refuses the change, too
     */
    List<FileEdit> edits(Snapshot state, Platform platform, @Nullable EnvironmentAddress changed);

    /**
     * Whether a path belongs to derived files, whether or not there is a file. These are the only paths, apart from the
     * environment's own files, that a create, apply, configure, retire or init may touch; a change of one by anybody else is a
     * finding of {@code verify}. The answer is the same for every state.
     *
     * @return never true for {@code platform/platform.yaml} or for a path with a part {@code app-env.yaml} or
     *     {@code release.yaml}
     */
    boolean isDerived(StatePath path);
}
