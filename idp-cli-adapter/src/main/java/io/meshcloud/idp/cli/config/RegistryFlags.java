package io.meshcloud.idp.cli.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How registries are reached, as it was typed.
 *
 * @param mappings {@code HOST=URL}
 * @param ca the file of certificates
 * @param redirects hosts
 */
public record RegistryFlags(List<String> mappings, @Nullable String ca, List<String> redirects) {
    /** No flag. */
    public static final RegistryFlags NONE = new RegistryFlags(List.of(), null, List.of());

    public RegistryFlags {
        mappings = List.copyOf(mappings);
        redirects = List.copyOf(redirects);
    }
}
