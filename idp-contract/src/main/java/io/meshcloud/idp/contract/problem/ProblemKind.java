package io.meshcloud.idp.contract.problem;

/**
 * What sort of answer a {@link Problem} is. Front ends turn it into an exit code or an HTTP status, each in one switch;
 * nothing else may be derived from it.
 */
public enum ProblemKind {
    /** A defect of this program. */
    INTERNAL,
    /** The request itself is off: a wrong flag, a malformed body. */
    USAGE,
    /** The input breaks a rule of the contract or of the platform. */
    INVALID,
    /** The caller may not do this. */
    FORBIDDEN,
    /** What was named does not exist. */
    NOT_FOUND,
    /** What was named means several things. */
    AMBIGUOUS,
    /** Somebody else wrote at the same time, and went on doing so. */
    CONFLICT,
    /** The caller's compare-and-set value is not the current one. */
    PRECONDITION,
    /** Git or a registry cannot be reached, or answers that it cannot serve now. */
    UNAVAILABLE,
    /** Git or a registry answers, and refuses us or answers with nonsense. */
    UPSTREAM
}
