// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.validate;

import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.derived.DerivedChanges;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.List;

/** Warns about derived files that do not follow from the settings and the environments. */
final class StaleFiles {
    private StaleFiles() {}

    static List<Finding> find(DerivedChanges derived, Snapshot snapshot, Platform platform) {
        try {
            return derived.stale(snapshot, platform).stream()
                    .map(edit -> stale(edit, snapshot))
                    .toList();
        } catch (IdpException e) {
            var problem = e.problem();
            if (problem.retryable()) {
                throw e;
            }
            return List.of(
                    Finding.error(problem.code(), Location.of(problem.where()), "", problem.what(), problem.fix()));
        }
    }

    private static Finding stale(FileEdit edit, Snapshot snapshot) {
        return Finding.warning(
                ProblemCode.DERIVED_FILE_STALE,
                Location.of(edit.path().value()),
                "",
                what(edit, snapshot),
                "run `idp init`, which generates the derived files again; never edit them");
    }

    private static String what(FileEdit edit, Snapshot snapshot) {
        if (edit instanceof FileEdit.Delete) {
            return "the derived file follows from no environment and no setting any more";
        }
        return snapshot.read(edit.path()) instanceof StateFile.Absent
                ? "the derived file is missing"
                : "the derived file is stale or was edited by hand";
    }
}
