package io.meshcloud.idp.cli.config;

import io.meshcloud.idp.contract.problem.Quoted;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads {@code HOST=URL}, the form in which flags and the environment say where a registry is reached. */
final class RegistryMapping {
    private static final Pattern HOST =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?");

    private RegistryMapping() {}

    static Map<String, String> parse(Collection<String> mappings, String source, Path base) {
        var registries = new TreeMap<String, String>();
        for (var mapping : mappings) {
            int equals = mapping.indexOf('=');
            if (equals < 0) {
                throw SettingValues.refused(
                        source + ": " + Quoted.of(mapping) + " is not of the form HOST=URL",
                        "write for example harbor.example.tld=https://harbor.example.tld or"
                                + " registry.example=oci:./images");
            }
            put(registries, mapping.substring(0, equals).strip(), mapping.substring(equals + 1), source, base);
        }
        return registries;
    }

    static void put(Map<String, String> registries, String host, String url, String source, Path base) {
        if (!HOST.matcher(host).matches()) {
            throw SettingValues.refused(
                    source + ": " + Quoted.of(host) + " is not a registry's host",
                    "write the host as image references start with it, for example harbor.example.tld or"
                            + " localhost:5000");
        }
        if (registries.put(host, SettingValues.registry(url.strip(), source, base)) != null) {
            throw SettingValues.refused(
                    source + " names the registry " + Quoted.of(host) + " twice", "keep one of the two");
        }
    }
}
