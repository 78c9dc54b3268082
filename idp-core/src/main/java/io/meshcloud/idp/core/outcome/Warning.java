package io.meshcloud.idp.core.outcome;

import io.meshcloud.idp.contract.problem.Finding;
import java.util.Objects;

/**
 * Something that does not stop a request and should be known all the same.
 *
 * @param what one sentence
 * @param where {@code file:line:column} or an address; empty when it is nowhere in particular
 * @param fix what to do about it; empty when nothing need be done
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
