// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.problem;

import java.util.List;
import java.util.Objects;

/**
 * Why something was rejected or failed, for the person who has to fix it. A problem never contains a secret or a stack
 * trace, and never consists only of another program's message.
 *
 * @param code the stable code; each has a page in {@code docs/errors}
 * @param what what happened, in one sentence
 * @param where {@code file:line:column}, a field's path, an address or a URL without credentials; empty if there is no
 *     particular place
 * @param fix what to do about it
 * @param findings the findings of a rejected file, sorted; empty otherwise
 * @param lasting whether the cause remains until somebody changes something, although other problems with this code may
 *     pass by themselves
 */
public record Problem(
        ProblemCode code, String what, String where, String fix, List<Finding> findings, boolean lasting) {
    public Problem {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(where, "where");
        Objects.requireNonNull(fix, "fix");
        findings = findings.stream().sorted().toList();
    }

    /** A problem that may pass by itself if its code says so. */
    public Problem(ProblemCode code, String what, String where, String fix, List<Finding> findings) {
        this(code, what, where, fix, findings, false);
    }

    public static Problem of(ProblemCode code, String what, String where, String fix) {
        return new Problem(code, what, where, fix, List.of());
    }

    /**
     * This problem with a cause that does not pass by itself, although other causes of the code do: a certificate that
     * is not trusted, a folder that cannot be written.
     */
    public Problem untilChanged() {
        return new Problem(code, what, where, fix, findings, true);
    }

    /** Whether the same request may succeed later without any change. */
    public boolean retryable() {
        return code.mayPass() && !lasting;
    }

    public ProblemKind kind() {
        return code.kind();
    }

    public IdpException asException() {
        return new IdpException(this);
    }

    public IdpException asException(Throwable cause) {
        return new IdpException(this, cause);
    }

    @Override
    public String toString() {
        return code + (where.isEmpty() ? ": " : ": " + where + ": ") + what;
    }
}
