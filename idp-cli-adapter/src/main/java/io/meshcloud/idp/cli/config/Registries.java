package io.meshcloud.idp.cli.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How registries are reached.
 *
 * @param urls where the registry of a host is, by host
 * @param authorities the file of certificates to trust beside Java's own; absent if none
 * @param redirects hosts that registries may redirect to, wherever they are
 */
public record Registries(Map<String, String> urls, @Nullable Path authorities, Set<String> redirects) {
    /** Nothing is said. */
    public static final Registries NONE = new Registries(Map.of(), null, Set.of());

    public Registries {
        urls = new TreeMap<>(urls);
        redirects = new TreeSet<>(redirects);
    }

    /** A host that is named here hides the same host of the lower source, no more. */
    Registries over(Registries lower) {
        var merged = new TreeMap<>(lower.urls);
        merged.putAll(urls);
        var all = new TreeSet<>(lower.redirects);
        all.addAll(redirects);
        return new Registries(merged, authorities == null ? lower.authorities : authorities, all);
    }
}
