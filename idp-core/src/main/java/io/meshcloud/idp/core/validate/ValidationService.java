package io.meshcloud.idp.core.validate;

import io.meshcloud.idp.core.state.Snapshot;

/** Checks every rule on a whole state repository, or on a folder that looks like one, and reports all findings at once. */
public final class ValidationService {

    public ValidationReport validate(Snapshot snapshot, Progress progress) {
        return new Validation(snapshot, progress).run();
    }
}
