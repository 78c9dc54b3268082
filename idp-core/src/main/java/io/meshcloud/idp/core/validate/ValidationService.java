// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.validate;

import io.meshcloud.idp.spi.provisioning.PushRights;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.Objects;

/** Checks every rule on a whole state repository, or on a folder with the same structure, and reports all findings at once. */
public final class ValidationService {
    private final PushRights rights;

    /**
     * @param rights asked only where environments with different rules might share push rights
     */
    public ValidationService(PushRights rights) {
        this.rights = Objects.requireNonNull(rights, "rights");
    }

    public ValidationReport validate(Snapshot snapshot, Progress progress) {
        return new Validation(snapshot, rights, progress).run();
    }
}
