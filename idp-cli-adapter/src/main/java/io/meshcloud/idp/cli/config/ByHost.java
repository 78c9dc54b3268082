// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.config;

import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.yaml.node.Node;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A value for each of some registries: {@code HOST=VALUE} in flags and in the environment, a mapping in the file. A
 * host in a higher source replaces the same host of a lower source only.
 *
 * @param <V> the type of one value
 */
abstract class ByHost<V> extends SettingType<Map<String, V>> {
    private final String noun;
    private final String typedExample;
    private final String fileExample;

    /**
     * @param noun what a value is, in the singular, such as "URL"
     * @param typedExample one or more examples for flags
     * @param fileExample a line of the file
     */
    ByHost(String noun, String typedExample, String fileExample) {
        this.noun = noun;
        this.typedExample = typedExample;
        this.fileExample = fileExample;
    }

    abstract String host(String text, Source source);

    abstract V value(String text, Source source);

    /** Reads a value in the file that has the right kind of scalar. */
    abstract Optional<V> scalar(Node.Entry entry, ConfigFile file, Rule<V> rule);

    @Override
    Map<String, V> parse(List<String> texts, Source source) {
        var values = new TreeMap<String, V>();
        for (var text : texts) {
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw SettingValues.refused(
                        source.name() + ": " + Quoted.of(text) + " is not of the form HOST="
                                + noun.toUpperCase(Locale.ROOT),
                        "write for example " + typedExample);
            }
            put(values, text.substring(0, equals).strip(), text.substring(equals + 1), source);
        }
        return values;
    }

    @Override
    Optional<Map<String, V>> read(Node.Entry entry, ConfigFile file) {
        if (!(entry.value() instanceof Node.Mapping mapping)) {
            return file.refuse(entry, "a " + fileForm(), "write lines such as '" + fileExample + "' below it");
        }
        var values = new TreeMap<String, V>();
        for (var each : mapping.entries()) {
            var unused = scalar(
                    each,
                    file,
                    (text, source) -> put(
                            values,
                            each.key().text(),
                            text,
                            new Source(entry.key().text(), source.folder())));
        }
        return Optional.of(values);
    }

    private V put(Map<String, V> values, String text, String valueText, Source source) {
        var host = host(text, source);
        var value = value(valueText, source);
        if (values.put(host, value) != null) {
            throw SettingValues.refused(
                    source.name() + " names the registry " + Quoted.of(host) + " twice", "keep one of the two");
        }
        return value;
    }

    @Override
    String fileForm() {
        return "mapping from hosts to " + noun + "s";
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
    Map<String, V> combine(Map<String, V> higher, Map<String, V> lower) {
        var all = new TreeMap<>(lower);
        all.putAll(higher);
        return all;
    }
}
