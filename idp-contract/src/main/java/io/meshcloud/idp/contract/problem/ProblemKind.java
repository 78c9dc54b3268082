// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.problem;

/**
 * The kind of a {@link Problem}. Each front end maps it to an exit code or an HTTP status in one switch; nothing else
 * may depend on it.
 */
public enum ProblemKind {
    /** A defect in idp. */
    INTERNAL,
    /** The request itself is wrong: an unknown flag, a malformed body. */
    USAGE,
    /** The input violates a rule of the contract or of the platform. */
    INVALID,
    /** The caller may not do this. */
    FORBIDDEN,
    /** The named object does not exist. */
    NOT_FOUND,
    /** The name matches several objects. */
    AMBIGUOUS,
    /** Other writers kept changing the branch at the same time. */
    CONFLICT,
    /** The value that the caller expected is not the current one. */
    PRECONDITION,
    /** Git or a registry cannot be reached, or is temporarily unavailable. */
    UNAVAILABLE,
    /** Git or a registry denies access to idp or sends an invalid answer. */
    UPSTREAM
}
