package io.meshcloud.idp.core.validate;

import io.meshcloud.idp.spi.provisioning.PushRights;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.Objects;

/** Checks every rule on a whole state repository, or on a folder that looks like one, and reports all findings at once. */
public final class ValidationService {
    private final PushRights rights;

    /**
     * @param rights asked only where environments of different policy might share one
     */
    public ValidationService(PushRights rights) {
        this.rights = Objects.requireNonNull(rights, "rights");
    }

    public ValidationReport validate(Snapshot snapshot, Progress progress) {
        return new Validation(snapshot, rights, progress).run();
    }
}
