// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.unique;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.problem.IdpException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of one {@code app-env.yaml} that must be unique across environments, or across workspaces (ADR-004,
 * "Platform-enforced constraints").
 *
 * <p>The keys are what the file contains, valid or not: a file with errors elsewhere still has a repository, so no
 * duplicate is missed. Code that makes a decision on a key reads the file strictly.
 *
 * @param repository {@code spec.registry.repository}, as {@link ImageRepository#uniqueName()}; as it is written if it is no
 *     repository
 * @param identity tenant, app and environment
 * @param name the name within its tenant
 * @param host the host of an enabled ingress, which environments of one owner may share
 * @param exposure host and path of an enabled ingress
 * @param namespace the namespace, which environments of one workspace may share
 */
public record UniqueKeys(
        @Nullable String repository,
        @Nullable String identity,
        @Nullable String name,
        @Nullable String host,
        @Nullable String exposure,
        @Nullable String namespace) {
    /** The keys of a file that does not exist or is not YAML. */
    public static final UniqueKeys NONE = new UniqueKeys(null, null, null, null, null, null);

    /** The keys of a valid environment. */
    public static UniqueKeys of(AppEnvironment environment) {
        var metadata = environment.metadata();
        var ingress = environment.ingress();
        var exposed = ingress != null && ingress.enabled() ? ingress : null;
        return new UniqueKeys(
                environment.registry().repository().uniqueName(),
                joined(
                        metadata.tenant().value(),
                        metadata.app().value(),
                        metadata.environment().value()),
                joined(metadata.tenant().value(), metadata.name()),
                exposed == null ? null : exposed.host(),
                exposed == null ? null : exposure(exposed.host(), exposed.path()),
                environment.target().namespace());
    }

    /**
     * The keys of a file, valid or not; {@link #NONE} if it is not YAML. For a valid file, the result equals
     * {@link #of(AppEnvironment)} of its value. Never throws because of the contents.
     */
    public static UniqueKeys read(Bytes bytes) {
        var lines = FastKeyScanner.scan(bytes);
        return lines == null ? of(KeyTree.read(bytes)) : of(lines);
    }

    /** The keys from these texts by the paths of {@link KeyPaths}. */
    static UniqueKeys of(Map<String, String> texts) {
        var tenant = texts.get(KeyPaths.TENANT);
        var host = "true".equals(texts.get(KeyPaths.INGRESS_ENABLED)) ? texts.get(KeyPaths.INGRESS_HOST) : null;
        return new UniqueKeys(
                repository(texts.get(KeyPaths.REPOSITORY)),
                joined(tenant, texts.get(KeyPaths.APP), texts.get(KeyPaths.ENVIRONMENT)),
                joined(tenant, texts.get(KeyPaths.NAME)),
                host,
                exposure(host, texts.get(KeyPaths.INGRESS_PATH)),
                texts.get(KeyPaths.NAMESPACE));
    }

    private static @Nullable String repository(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return ImageRepository.parse(text).uniqueName();
        } catch (IdpException e) {
            return text;
        }
    }

    private static @Nullable String joined(@Nullable String... parts) {
        var joined = new StringBuilder();
        for (var part : parts) {
            if (part == null) {
                return null;
            }
            joined.append(joined.isEmpty() ? "" : "/").append(part);
        }
        return joined.toString();
    }

    /** For an ingress, {@code /a} and {@code /a/} are the same prefix. */
    private static @Nullable String exposure(@Nullable String host, @Nullable String path) {
        if (host == null) {
            return null;
        }
        var prefix = path == null ? "/" : path;
        return host + (prefix.length() > 1 && prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix);
    }
}
