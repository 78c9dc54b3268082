// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.config;

import com.google.re2j.Pattern;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.yaml.node.Node;
import java.util.Optional;

/** The URLs of registries by host. */
final class RegistryMapping extends ByHost<String> {
    private static final Pattern HOST =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?");

    RegistryMapping() {
        super(
                "URL",
                "harbor.example.tld=https://harbor.example.tld or registry.example=oci:./images",
                "harbor.example.tld: https://harbor.example.tld");
    }

    @Override
    String host(String text, Source source) {
        if (!HOST.matcher(text).matches()) {
            throw SettingValues.refused(
                    source.name() + ": " + Quoted.of(text) + " is not a registry's host",
                    "write the host as image references start with it, for example harbor.example.tld or"
                            + " localhost:5000");
        }
        return text;
    }

    @Override
    String value(String text, Source source) {
        return SettingValues.registry(text.strip(), source);
    }

    @Override
    Optional<String> scalar(Node.Entry entry, ConfigFile file, Rule<String> rule) {
        return file.text(entry, rule);
    }
}
