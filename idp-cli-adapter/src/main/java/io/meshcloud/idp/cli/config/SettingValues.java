// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.config;

import com.google.re2j.Pattern;
import io.meshcloud.idp.cli.config.SettingType.Source;
import io.meshcloud.idp.cli.output.OutputFormat;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.spi.provisioning.Secret;
import io.meshcloud.idp.spi.state.CommitIdentity;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The rules of single settings, the same for every source. Each message names the source, and no message repeats a
 * secret.
 */
public final class SettingValues {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*");
    private static final Pattern SSH_SHORT_FORM = Pattern.compile("[^/:]+@?[^/:]+:.*");
    private static final Pattern PASSWORD = Pattern.compile("(?s)[A-Za-z][A-Za-z0-9+.-]*://[^/@]*:[^/]*@.*");
    private static final Pattern WEB_USER = Pattern.compile("(?is)https?://[^/@]*@.*");
    private static final Pattern WEB_ADDRESS = Pattern.compile("https?://[^/?#\\s]+(/[^?#\\s]*)?");
    private static final Pattern COMMIT_LINK = Pattern.compile("https?://[^/?#\\s{}]+/[!-z|~]*\\{commit\\}[!-z|~]*");
    private static final Pattern SERVER =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|\\[[0-9a-f:.]+\\]");
    private static final Pattern IDENTITY = Pattern.compile("([^<>]*[^<>\\s])\\s*<([^<>\\s]+)>");
    private static final String OCI = "oci:";
    private static final int MIN_SECRET = 16;

    private SettingValues() {}

    /** A state repository: a URL as it is, with a user but never a password; a path from the folder of its source. */
    static String state(String value, Source source) {
        requireText(value, source);
        if (PASSWORD.matcher(value).matches()) {
            throw credentials(source);
        }
        return isUrl(value) ? value : path(value, source).toString();
    }

    /** A registry's URL; the folder of an {@code oci:} URL is made absolute from the folder of its source. */
    static String registry(String value, Source source) {
        requireText(value, source);
        requireNoCredentials(value, source);
        if (value.startsWith(OCI)) {
            return OCI + path(value.substring(OCI.length()), source);
        }
        if (value.startsWith("https://") || value.startsWith("http://")) {
            return value;
        }
        throw refused(
                source.name() + ": " + Quoted.of(value) + " is not a registry's URL",
                "write https://HOST, http://HOST or oci:FOLDER");
    }

    /** The URL to which registries report pushes. A query is refused, because it may contain a secret. */
    static String webhook(String value, Source source) {
        requireText(value, source);
        requireNoCredentials(value, source);
        if (!WEB_ADDRESS.matcher(value).matches()) {
            throw refused(
                    source.name() + ": " + Quoted.of(value) + " is not the address of a webhook",
                    "write https://HOST/PATH, without a query");
        }
        return value;
    }

    /** The URL of a commit's page, with the placeholder for the commit once, after the host. */
    static String commitLink(String value, Source source) {
        requireText(value, source);
        requireNoCredentials(value, source);
        if (!COMMIT_LINK.matcher(value).matches()) {
            throw refused(
                    source.name() + ": " + Quoted.of(value) + " is not the URL of a commit's page",
                    "write https://HOST/PATH with {commit} once, for example"
                            + " https://git.example.tld/platform/state/commit/{commit}");
        }
        return value;
    }

    /** The header by which the registry authenticates; a value that is short enough to be guessed is refused. */
    static Secret webhookSecret(String value, Source source) {
        if (value.strip().length() < MIN_SECRET) {
            throw refused(
                    source.name() + " is too short to be a secret",
                    "use at least " + MIN_SECRET + " random characters, for example from `openssl rand -hex 32`");
        }
        return Secret.of(value);
    }

    /** The name or address of a server, in lower case. */
    static String host(String value, Source source) {
        var host = value.strip().toLowerCase(Locale.ROOT);
        if (!SERVER.matcher(host).matches()) {
            throw refused(
                    source.name() + ": " + Quoted.of(value) + " is not the name of a host",
                    "write the name alone, without scheme, port and path, for example storage.example.tld");
        }
        return host;
    }

    /** The host of a registry as in references, with its port if it has one. */
    static String registryHost(String value, Source source) {
        var host = value.strip().toLowerCase(Locale.ROOT);
        try {
            return new ImageRepository(host, "any").host();
        } catch (IdpException e) {
            throw refused(
                    source.name() + ": " + Quoted.of(value) + " is not the host of a registry",
                    "write the host as in image references, with its port, for example registry.local:5000");
        }
    }

    static Path path(String value, Source source) {
        requireText(value, source);
        try {
            return source.folder().resolve(value).normalize();
        } catch (InvalidPathException e) {
            throw refused(
                    source.name() + ": " + Quoted.of(value) + " is not a path on this system",
                    "write a path without special characters");
        }
    }

    /** The form in which Git prints an identity, {@code Name <mail>}. */
    static CommitIdentity committer(String value, Source source) {
        requireText(value, source);
        return identity(value)
                .orElseThrow(() -> refused(
                        source.name() + ": " + Quoted.of(value) + " is not a committer",
                        "write a name and a mail address in one line, for example 'Platform <platform@example.tld>'"));
    }

    /** The identity that Git prints as this text, {@code Name <mail>}; empty if the text has another form. */
    public static Optional<CommitIdentity> identity(String text) {
        var parts = IDENTITY.matcher(text.strip());
        return parts.matches() && text.strip().codePoints().allMatch(Quoted::isHarmless)
                ? Optional.of(new CommitIdentity(parts.group(1), parts.group(2)))
                : Optional.empty();
    }

    static OutputFormat output(String value, Source source) {
        return OutputFormat.of(value)
                .orElseThrow(() -> refused(
                        source.name() + ": " + Quoted.of(value) + " is not an output format",
                        "write 'text' or 'json'"));
    }

    static boolean flag(String value, Source source) {
        return switch (value) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default ->
                throw refused(
                        source.name() + ": " + Quoted.of(value) + " is neither true nor false",
                        "write 'true' or 'false' (or 1 or 0)");
        };
    }

    static String text(String value, Source source) {
        requireText(value, source);
        return value;
    }

    static void requireText(String value, Source source) {
        if (value.isBlank()) {
            throw refused(source.name() + " is empty", "give it a value, or omit it");
        }
    }

    static IdpException refused(String what, String fix) {
        return Problem.of(ProblemCode.INVALID_CONFIGURATION, what, "", fix).asException();
    }

    private static boolean isUrl(String value) {
        // A single letter before the colon is a drive, not a host.
        return SCHEME.matcher(value).matches() || (SSH_SHORT_FORM.matcher(value).matches() && value.indexOf(':') > 1);
    }

    private static void requireNoCredentials(String value, Source source) {
        if (PASSWORD.matcher(value).matches() || WEB_USER.matcher(value).matches()) {
            throw credentials(source);
        }
    }

    private static IdpException credentials(Source source) {
        return refused(
                source.name() + " contains credentials in a URL",
                "take them out of the URL; set Git's token in IDP_STATE_TOKEN, a registry's user and password"
                        + " in IDP_REGISTRY_<HOST>_USER and _PASSWORD or Docker's config.json");
    }
}
