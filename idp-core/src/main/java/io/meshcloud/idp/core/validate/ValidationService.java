// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.validate;

import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.spi.provisioning.PushRights;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.Objects;

/** Checks every rule on a whole state repository, or on a folder with the same structure, and reports all findings at once. */
public final class ValidationService {
    private final PushRights rights;
    private final PlatformView platform;

    /**
     * @param rights asked only where environments with different rules might share push rights
     * @param platform of the repository; {@link PlatformView#withoutHistory} for folders
     */
    public ValidationService(PushRights rights, PlatformView platform) {
        this.rights = Objects.requireNonNull(rights, "rights");
        this.platform = Objects.requireNonNull(platform, "platform");
    }

    public ValidationReport validate(Snapshot snapshot, Progress progress) {
        return new Validation(snapshot, platform, rights, progress).run();
    }
}
