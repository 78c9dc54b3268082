// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.core.outcome.Warning;
import java.util.List;

/**
 * An {@code app-env.yaml} that may be committed.
 *
 * @param warnings faults that do not prevent the commit
 */
record CheckedFile(Document<AppEnvironment> document, List<Warning> warnings) {
    CheckedFile {
        warnings = List.copyOf(warnings);
    }
}
