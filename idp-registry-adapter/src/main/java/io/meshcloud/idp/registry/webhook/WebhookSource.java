package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One sender of webhooks, as the platform configured it. The registry's host stands here and is never taken from an
 * event: there it is what a client of the registry typed, or nothing.
 *
 * @param name names it in a URL and in messages: lower-case letters, digits and hyphens, at most 63
 * @param host the registry's host, as references have it
 * @param format what it sends
 * @param authentication how it shows that it is the one
 * @param paths how repositories in its events are named in references
 * @param maxBytes the largest body that is read
 */
public record WebhookSource(
        String name,
        String host,
        WebhookFormat format,
        WebhookAuthentication authentication,
        PathMapping paths,
        int maxBytes) {
    /** 1 MiB: far more than any sender of push events needs. */
    public static final int DEFAULT_MAX_BYTES = 1024 * 1024;

    private static final int MAX_BYTES = 16 * DEFAULT_MAX_BYTES;
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,63}");

    /**
     * @throws IdpException {@link ProblemCode#INVALID_CONFIGURATION} if the name, the host or the size is none
     */
    public WebhookSource {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(authentication, "authentication");
        Objects.requireNonNull(paths, "paths");
        if (!NAME.matcher(name).matches()) {
            throw refused(
                    Quoted.of(name) + " cannot name a webhook source",
                    "use 1 to 63 lower-case letters, digits and hyphens, for example harbor");
        }
        try {
            new ImageRepository(host, "any");
        } catch (IdpException e) {
            throw refused(
                    "the webhook source " + name + " has the host " + Quoted.of(host)
                            + ", which is not a registry's host",
                    "write it as in images' references, in lower case, with a dot, a port or as localhost");
        }
        if (maxBytes < 1 || maxBytes > MAX_BYTES) {
            throw refused(
                    "the webhook source " + name + " would take bodies of " + maxBytes + " bytes",
                    "use 1 to " + MAX_BYTES);
        }
    }

    /** With the paths of references in its events, and the usual size. */
    public static WebhookSource of(
            String name, String host, WebhookFormat format, WebhookAuthentication authentication) {
        return new WebhookSource(name, host, format, authentication, PathMapping.SAME, DEFAULT_MAX_BYTES);
    }

    /** The words for a problem's place. */
    String where() {
        return "webhook " + name;
    }

    private static IdpException refused(String what, String fix) {
        return Problem.of(ProblemCode.INVALID_CONFIGURATION, what, "", fix).asException();
    }
}
