// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.problem;

/**
 * The catalogue of all problems. A code is never reused and never changes its meaning. Each code has a page
 * {@code docs/errors/IDP-nnnn.md}. The first digit is the area: 1 files of the contract, 2 decisions, 3 Git, 4
 * registries, 5 the command line, 9 defects.
 */
public enum ProblemCode {
    NOT_YAML(1001, ProblemKind.INVALID, "not readable as YAML"),
    FILE_TOO_LARGE(1002, ProblemKind.INVALID, "file too large"),
    NOT_UTF8(1003, ProblemKind.INVALID, "not UTF-8"),
    YAML_FEATURE_REFUSED(1004, ProblemKind.INVALID, "YAML feature not allowed"),
    DUPLICATE_KEY(1005, ProblemKind.INVALID, "duplicate key"),
    TOO_DEEP(1006, ProblemKind.INVALID, "nesting too deep"),
    AMBIGUOUS_SCALAR(1007, ProblemKind.INVALID, "scalar that YAML versions read differently"),
    WRONG_DOCUMENT_KIND(1008, ProblemKind.INVALID, "wrong apiVersion or kind"),
    UNKNOWN_FIELD(1009, ProblemKind.INVALID, "unknown field"),
    MISSING_FIELD(1010, ProblemKind.INVALID, "missing field"),
    WRONG_TYPE(1011, ProblemKind.INVALID, "wrong type"),
    INVALID_VALUE(1012, ProblemKind.INVALID, "invalid value"),
    DUPLICATE_ENTRY(1013, ProblemKind.INVALID, "duplicate entry"),
    RESERVED_NAME(1014, ProblemKind.INVALID, "reserved name"),
    NOT_ALLOWED_BY_PLATFORM(1015, ProblemKind.INVALID, "not allowed by the platform"),
    OVER_PLATFORM_LIMIT(1016, ProblemKind.INVALID, "over a limit of the platform"),
    REQUEST_OVER_LIMIT(1017, ProblemKind.INVALID, "resource request over its limit"),
    NOT_UNIQUE(1018, ProblemKind.INVALID, "not unique in the state repository"),
    RELEASE_MISMATCH(1019, ProblemKind.INVALID, "release does not belong to its environment"),
    DIGEST_MISSING(1020, ProblemKind.INVALID, "release without a digest"),
    CANNOT_EDIT(1021, ProblemKind.INVALID, "cannot be edited without reformatting"),
    NOT_A_REGULAR_FILE(1022, ProblemKind.INVALID, "not a regular file"),
    SETTINGS_IN_STATE(1023, ProblemKind.INVALID, "settings in the state repository"),
    DERIVED_FILE_STALE(1024, ProblemKind.INVALID, "derived file is stale"),
    INVALID_ADDRESS(1030, ProblemKind.INVALID, "not an environment's address"),
    INVALID_IMAGE(1031, ProblemKind.INVALID, "not an image reference"),
    INVALID_LAYOUT(1032, ProblemKind.INVALID, "not a layout"),

    ENVIRONMENT_NOT_FOUND(2001, ProblemKind.NOT_FOUND, "no such environment"),
    ENVIRONMENT_EXISTS(2002, ProblemKind.INVALID, "environment already exists"),
    IMAGE_NOT_FOUND(2003, ProblemKind.NOT_FOUND, "no such image"),
    WRONG_REPOSITORY(2004, ProblemKind.INVALID, "image of another repository"),
    NOT_CURRENT(2005, ProblemKind.PRECONDITION, "state is not the expected one"),
    WRITE_CONFLICT(2006, ProblemKind.CONFLICT, "branch kept changing"),
    FORBIDDEN(2007, ProblemKind.FORBIDDEN, "not granted to the caller"),
    INVALID_TEXT(2008, ProblemKind.INVALID, "text not allowed in a commit"),
    FIELD_NOT_SETTABLE(2009, ProblemKind.INVALID, "field that cannot be set"),
    NO_EARLIER_RELEASE(2010, ProblemKind.NOT_FOUND, "nothing to roll back to"),
    RELEASE_EXISTS(2011, ProblemKind.INVALID, "release exists for the old mapping"),
    STOPPED(2012, ProblemKind.INVALID, "releases are stopped"),
    FROZEN(2013, ProblemKind.INVALID, "releases are frozen"),
    PLATFORM_BROKEN(2014, ProblemKind.INVALID, "platform.yaml is broken"),
    ENVIRONMENT_BROKEN(2015, ProblemKind.INVALID, "app-env.yaml is broken"),
    WRITE_MODE_UNSUPPORTED(2016, ProblemKind.INVALID, "environment is written by pull request"),
    MAPPING_CHANGED(2017, ProblemKind.INVALID, "repository mapping has changed"),
    RELEASE_NOT_FOUND(2018, ProblemKind.NOT_FOUND, "no such release in history"),
    AMBIGUOUS_DIGEST(2019, ProblemKind.AMBIGUOUS, "ambiguous abbreviated digest"),
    REQUEST_ID_TAKEN(2020, ProblemKind.INVALID, "request id already used"),
    EQUALLY_NEW(2021, ProblemKind.INVALID, "several images are equally new"),
    AGE_UNKNOWN(2022, ProblemKind.INVALID, "age of the running image unknown"),
    SHARED_PUSH_RIGHTS(2023, ProblemKind.INVALID, "push right covers environments with different rules"),
    NOT_A_PROMOTION(2024, ProblemKind.INVALID, "promotion not allowed"),
    NOTHING_TO_PROMOTE(2025, ProblemKind.NOT_FOUND, "nothing to promote"),
    PLATFORM_ABSENT(2026, ProblemKind.INVALID, "platform.yaml does not exist"),
    NOT_PROMOTED(2027, ProblemKind.INVALID, "image did not run where it has to run first"),

    FOREIGN_RELEASE(2031, ProblemKind.INVALID, "release not written by the platform"),
    TRAILERS_INVALID(2032, ProblemKind.INVALID, "invalid trailers"),
    TRAILERS_MISMATCH(2033, ProblemKind.INVALID, "release differs from its trailers"),
    UNEXPECTED_FILES(2034, ProblemKind.INVALID, "commit changes files that it must not"),
    SIGNATURE_INVALID(2035, ProblemKind.INVALID, "no valid signature"),
    REQUEST_REPEATED(2036, ProblemKind.INVALID, "request released twice"),
    FOREIGN_DERIVED_FILE(2037, ProblemKind.INVALID, "derived file not written by the platform"),

    NOT_A_GIT_REPOSITORY(3001, ProblemKind.NOT_FOUND, "no Git repository"),
    GIT_UNREACHABLE(3002, ProblemKind.UNAVAILABLE, "Git server not reachable"),
    GIT_DENIED(3003, ProblemKind.UPSTREAM, "Git server denies access"),
    PUSH_REFUSED(3004, ProblemKind.UPSTREAM, "push rejected"),
    REPOSITORY_LOCKED(3005, ProblemKind.UNAVAILABLE, "repository is locked"),
    CACHE_BROKEN(3006, ProblemKind.UNAVAILABLE, "local cache cannot be used"),
    BRANCH_NOT_FOUND(3007, ProblemKind.NOT_FOUND, "no such branch"),
    OUTCOME_UNKNOWN(3008, ProblemKind.UNAVAILABLE, "outcome of the push unknown"),
    AMBIGUOUS_COMMIT(3009, ProblemKind.AMBIGUOUS, "ambiguous abbreviated commit"),
    BRANCH_REWRITTEN(3010, ProblemKind.CONFLICT, "branch was rewritten"),
    NOT_THE_TIP(3011, ProblemKind.PRECONDITION, "branch is at another commit"),
    COMMIT_NOT_FOUND(3012, ProblemKind.NOT_FOUND, "no such commit in history"),
    MALFORMED_OBJECT(3013, ProblemKind.INVALID, "malformed Git object"),
    GIT_LIMIT_EXCEEDED(3014, ProblemKind.INVALID, "state repository exceeds a limit"),
    CACHE_NOT_TRUSTED(3015, ProblemKind.USAGE, "cache cannot be trusted"),
    GIT_FAULT(3016, ProblemKind.UNAVAILABLE, "Git server could not store the push"),
    REPOSITORY_BROKEN(3017, ProblemKind.UNAVAILABLE, "local Git repository cannot be read"),

    REGISTRY_UNREACHABLE(4001, ProblemKind.UNAVAILABLE, "registry not reachable"),
    REGISTRY_DENIED(4002, ProblemKind.UPSTREAM, "registry denies access"),
    REGISTRY_FAULT(4003, ProblemKind.UNAVAILABLE, "registry answers with an error"),
    DIGEST_MISMATCH(4004, ProblemKind.UPSTREAM, "content does not match its digest"),
    LAYOUT_CORRUPT(4005, ProblemKind.UPSTREAM, "OCI image layout is corrupt"),
    NOT_AN_IMAGE(4006, ProblemKind.INVALID, "not a container image"),
    REGISTRY_LIMIT_EXCEEDED(4007, ProblemKind.UPSTREAM, "question to a registry too expensive"),
    NO_PROJECT(4017, ProblemKind.INVALID, "repository without a project"),
    NOT_PROVISIONABLE(4018, ProblemKind.INVALID, "registry cannot be provisioned"),
    TAG_TAKEN(4019, ProblemKind.INVALID, "tag names another image"),
    NOT_PULLABLE(4020, ProblemKind.INVALID, "image cannot be pulled"),

    WEBHOOK_UNAUTHENTICATED(4021, ProblemKind.FORBIDDEN, "webhook without a valid secret"),
    WEBHOOK_TOO_LARGE(4022, ProblemKind.USAGE, "webhook too large"),
    WEBHOOK_MALFORMED(4023, ProblemKind.USAGE, "webhook cannot be read"),
    WEBHOOK_MEDIA_TYPE(4024, ProblemKind.USAGE, "webhook is not JSON"),
    WEBHOOK_EVENT_UNUSABLE(4025, ProblemKind.INVALID, "event names no image"),

    USAGE(5001, ProblemKind.USAGE, "wrong usage"),
    INVALID_CONFIGURATION(5002, ProblemKind.USAGE, "configuration cannot be used"),
    DIRECTORY_NOT_EMPTY(5003, ProblemKind.USAGE, "directory is not empty"),
    FILE_NOT_READABLE(5004, ProblemKind.USAGE, "file cannot be read"),
    DIRECTORY_NOT_WRITABLE(5005, ProblemKind.USAGE, "directory cannot be written"),
    FILE_NOT_WRITABLE(5006, ProblemKind.USAGE, "file cannot be written"),

    INTERNAL(9001, ProblemKind.INTERNAL, "defect in idp"),
    OUT_OF_MEMORY(9002, ProblemKind.INTERNAL, "out of memory"),
    GENERATOR_FAILED(9003, ProblemKind.INTERNAL, "derived files could not be generated");

    private final int number;
    private final ProblemKind kind;
    private final String title;

    ProblemCode(int number, ProblemKind kind, String title) {
        this.number = number;
        this.kind = kind;
        this.title = title;
    }

    public ProblemKind kind() {
        return kind;
    }

    /** A few words for a heading, the same for all problems with this code. */
    public String title() {
        return title;
    }

    /**
     * Whether a problem with this code can pass without any change. {@link Problem#retryable()} answers this for one
     * problem; it is false for every other code.
     */
    public boolean mayPass() {
        return kind == ProblemKind.UNAVAILABLE || (kind == ProblemKind.CONFLICT && this != BRANCH_REWRITTEN);
    }

    /** {@code IDP-nnnn}. */
    @Override
    public String toString() {
        return "IDP-" + number;
    }
}
