package io.meshcloud.idp.contract.unique;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.model.AppEnvironment;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one {@code app-env.yaml} claims for its environment alone, or for its workspace alone: the things on which two
 * environments can clash (ADR-004, "Platform-enforced constraints").
 *
 * <p>UniqueKeys are what stands in the file, not what is valid: a file that breaks the contract elsewhere still claims its
 * repository, so that a double is never overlooked. Whoever decides on a claim reads the file strictly.
 *
 * @param repository {@code spec.registry.repository}, spelt as {@link ImageRepository#toString()} has it
 * @param identity tenant, app and environment
 * @param name the name within its tenant
 * @param exposure host and path of an enabled ingress
 * @param namespace which may be claimed by many environments of one workspace
 */
public record UniqueKeys(
        @Nullable String repository,
        @Nullable String identity,
        @Nullable String name,
        @Nullable String exposure,
        @Nullable String namespace) {
    /** Of a file that is not there, or not YAML. */
    public static final UniqueKeys NONE = new UniqueKeys(null, null, null, null, null);

    /** What a valid environment claims. */
    public static UniqueKeys of(AppEnvironment environment) {
        var metadata = environment.metadata();
        var ingress = environment.ingress();
        return new UniqueKeys(
                environment.registry().repository().toString(),
                joined(
                        metadata.tenant().value(),
                        metadata.app().value(),
                        metadata.environment().value()),
                joined(metadata.tenant().value(), metadata.name()),
                ingress != null && ingress.enabled() ? exposure(ingress.host(), ingress.path()) : null,
                environment.target().namespace());
    }

    /**
     * What a file claims, valid or not; nothing if it cannot be read as YAML. Of a valid file it is what {@link
     * #of(AppEnvironment)} says of its value. Never throws for what the bytes hold.
     */
    public static UniqueKeys read(Bytes bytes) {
        var lines = FastKeyScanner.scan(bytes);
        return lines == null ? of(KeyTree.read(bytes)) : of(lines);
    }

    /** The claims that these texts make, by the pointers of {@link KeyPaths}. */
    static UniqueKeys of(Map<String, String> texts) {
        var tenant = texts.get(KeyPaths.TENANT);
        return new UniqueKeys(
                texts.get(KeyPaths.REPOSITORY),
                joined(tenant, texts.get(KeyPaths.APP), texts.get(KeyPaths.ENVIRONMENT)),
                joined(tenant, texts.get(KeyPaths.NAME)),
                "true".equals(texts.get(KeyPaths.INGRESS_ENABLED))
                        ? exposure(texts.get(KeyPaths.INGRESS_HOST), texts.get(KeyPaths.INGRESS_PATH))
                        : null,
                texts.get(KeyPaths.NAMESPACE));
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

    /** An ingress takes {@code /a} and {@code /a/} for the same prefix. */
    private static @Nullable String exposure(@Nullable String host, @Nullable String path) {
        if (host == null) {
            return null;
        }
        var prefix = path == null ? "/" : path;
        return host + (prefix.length() > 1 && prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix);
    }
}
