// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.config;

import com.google.re2j.Pattern;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.yaml.node.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The URLs of registries by host: {@code HOST=URL} in flags and in the environment, a mapping in the file. A host in a
 * higher source replaces the same host of a lower source only.
 */
final class RegistryMapping extends SettingType<Map<String, String>> {
    private static final Pattern HOST =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?");

    @Override
    Map<String, String> parse(List<String> texts, Source source) {
        var registries = new TreeMap<String, String>();
        for (var text : texts) {
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw SettingValues.refused(
                        source.name() + ": " + Quoted.of(text) + " is not of the form HOST=URL",
                        "write for example harbor.example.tld=https://harbor.example.tld or"
                                + " registry.example=oci:./images");
            }
            put(registries, text.substring(0, equals).strip(), text.substring(equals + 1), source);
        }
        return registries;
    }

    @Override
    Optional<Map<String, String>> read(Node.Entry entry, ConfigFile file) {
        if (!(entry.value() instanceof Node.Mapping mapping)) {
            return file.refuse(
                    entry,
                    "a mapping from hosts to URLs",
                    "write lines such as 'harbor.example.tld: https://harbor.example.tld' below it");
        }
        var registries = new TreeMap<String, String>();
        for (var registry : mapping.entries()) {
            file.text(registry, (url, source) -> {
                put(
                        registries,
                        registry.key().text(),
                        url,
                        new Source(entry.key().text(), source.folder()));
                return url;
            });
        }
        return Optional.of(registries);
    }

    private static void put(Map<String, String> registries, String host, String url, Source source) {
        if (!HOST.matcher(host).matches()) {
            throw SettingValues.refused(
                    source.name() + ": " + Quoted.of(host) + " is not a registry's host",
                    "write the host as image references start with it, for example harbor.example.tld or"
                            + " localhost:5000");
        }
        if (registries.put(host, SettingValues.registry(url.strip(), source)) != null) {
            throw SettingValues.refused(
                    source.name() + " names the registry " + Quoted.of(host) + " twice", "keep one of the two");
        }
    }

    @Override
    String fileForm() {
        return "mapping from hosts to URLs";
    }

    @Override
    List<String> split(String variable) {
        return splitAtCommas(variable);
    }

    @Override
    boolean isRepeatable() {
        return true;
    }

    @Override
    Map<String, String> combine(Map<String, String> higher, Map<String, String> lower) {
        var all = new TreeMap<>(lower);
        all.putAll(higher);
        return all;
    }
}
