// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import com.google.re2j.Pattern;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.Objects;

/**
 * One sender of webhooks, as the platform configured it. The registry's host is configured here and never taken from an
 * event, where it is absent or chosen by a client of the registry.
 *
 * @param name the source's name in URLs and messages: lower-case letters, digits and hyphens, at most 63
 * @param host the registry's host, as references have it
 * @param format the format of its deliveries
 * @param authentication how the sender authenticates
 * @param paths maps repository paths in events to those in references
 * @param maxBytes the largest body that is accepted
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
     * @throws IdpException {@link ProblemCode#INVALID_CONFIGURATION} if the name, the host or the size is invalid
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
                    "write it as in image references: in lower case, with a dot or a port, or localhost");
        }
        if (maxBytes < 1 || maxBytes > MAX_BYTES) {
            throw refused(
                    "the webhook source " + name + " has a body limit of " + maxBytes + " bytes",
                    "use 1 to " + MAX_BYTES);
        }
    }

    /** A source whose events name repositories as references do, with the default limit. */
    public static WebhookSource of(
            String name, String host, WebhookFormat format, WebhookAuthentication authentication) {
        return new WebhookSource(name, host, format, authentication, PathMapping.UNCHANGED, DEFAULT_MAX_BYTES);
    }

    /** The source as the place of a problem. */
    String where() {
        return "webhook " + name;
    }

    /** The problem of an event that reports a push but has an invalid field. */
    Problem unusable(EventField field, String why) {
        return Problem.of(
                ProblemCode.WEBHOOK_EVENT_UNUSABLE,
                field.where() + " " + why,
                where() + ": " + field.where(),
                "compare the source's format and mapping with what the sender sends; the poll finds what was pushed");
    }

    private static IdpException refused(String what, String fix) {
        return Problem.of(ProblemCode.INVALID_CONFIGURATION, what, "", fix).asException();
    }
}
