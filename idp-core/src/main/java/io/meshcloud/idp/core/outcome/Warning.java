// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.outcome;

import io.meshcloud.idp.contract.problem.Finding;
import java.util.Objects;

/**
 * A remark that does not stop a request.
 *
 * @param what one sentence
 * @param where {@code file:line:column} or an address; empty if there is no particular place
 * @param fix what to do about it; empty if nothing has to be done
 */
public record Warning(String what, String where, String fix) {
    public Warning {
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(where, "where");
        Objects.requireNonNull(fix, "fix");
    }

    public static Warning of(String what) {
        return new Warning(what, "", "");
    }

    public static Warning of(Finding finding) {
        return new Warning(finding.what(), finding.location().toString(), finding.fix());
    }

    @Override
    public String toString() {
        return (where.isEmpty() ? "" : where + ": ") + what;
    }
}
