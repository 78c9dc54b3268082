// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import io.meshcloud.idp.contract.problem.ProblemCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A problem that is the whole answer: nothing was done, or it is unknown whether something was done. The components
 * after {@code instance} are extension members.
 *
 * <p>Source: <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, "Problem Details for HTTP APIs"</a>.
 *
 * @param type the URL of the page that explains the code
 * @param title a few words, the same for all problems with this code
 * @param status the HTTP status that goes with the code, see {@link #status}
 * @param detail what happened, the same as {@code what}
 * @param instance a URI of this occurrence; absent if there is none, as on the command line
 * @param what what happened, in one sentence
 * @param where {@code file:line:column}, a field's path, an address or a URL; empty if there is no particular place
 * @param retryable whether the same request may succeed later without any change
 * @param at the time of the answer
 * @param release the record of the release that was rejected; absent for any other problem
 * @param change the record of another change that was rejected; absent for any other problem
 */
public record ProblemDetails(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String instance,
        String code,
        String what,
        String where,
        String fix,
        boolean retryable,
        List<FindingView> findings,
        String at,
        @Nullable ReleaseResult release,
        @Nullable ChangeResult change) {
    /** The media type of this record in JSON. */
    public static final String MEDIA_TYPE = "application/problem+json";

    public ProblemDetails {
        findings = List.copyOf(findings);
    }

    /** The URL of the page that explains a code. */
    public static String type(ProblemCode code) {
        return "https://github.com/meshcloud/idp/blob/main/docs/errors/" + code + ".md";
    }

    /**
     * The one place that maps a code to an HTTP status.
     *
     * <p>Note: a server answers 412 instead of 409 if the expected value was a precondition of HTTP
     * ({@code If-Match}), and 401 instead of 403 if it does not know the caller.
     */
    public static int status(ProblemCode code) {
        return switch (code) {
            case WEBHOOK_UNAUTHENTICATED -> 401;
            case WEBHOOK_TOO_LARGE -> 413;
            case WEBHOOK_MEDIA_TYPE -> 415;
            default ->
                switch (code.kind()) {
                    case USAGE -> 400;
                    case FORBIDDEN -> 403;
                    case NOT_FOUND -> 404;
                    case AMBIGUOUS, CONFLICT, PRECONDITION -> 409;
                    case INVALID -> 422;
                    case INTERNAL -> 500;
                    case UPSTREAM -> 502;
                    case UNAVAILABLE -> 503;
                };
        };
    }
}
