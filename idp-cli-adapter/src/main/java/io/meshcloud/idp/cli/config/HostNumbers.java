// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.config;

import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.yaml.node.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A number for each of some registries: {@code HOST=N} in flags and in the environment, a mapping in the file. A host
 * in a higher source replaces the same host of a lower source only.
 */
final class HostNumbers extends SettingType<Map<String, Integer>> {
    private static final int MAX_DIGITS = 9;

    private final int smallest;
    private final int largest;
    private final int example;

    /** @param example a usual number, for messages */
    HostNumbers(int smallest, int largest, int example) {
        this.smallest = smallest;
        this.largest = largest;
        this.example = example;
    }

    @Override
    Map<String, Integer> parse(List<String> texts, Source source) {
        var numbers = new TreeMap<String, Integer>();
        for (var text : texts) {
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw SettingValues.refused(
                        source.name() + ": " + Quoted.of(text) + " is not of the form HOST=NUMBER",
                        "write for example harbor.example.tld=" + example);
            }
            put(numbers, text.substring(0, equals), text.substring(equals + 1), source);
        }
        return numbers;
    }

    @Override
    Optional<Map<String, Integer>> read(Node.Entry entry, ConfigFile file) {
        if (!(entry.value() instanceof Node.Mapping mapping)) {
            return file.refuse(
                    entry,
                    "a mapping from hosts to numbers",
                    "write lines such as 'harbor.example.tld: " + example + "' below it");
        }
        var numbers = new TreeMap<String, Integer>();
        for (var host : mapping.entries()) {
            file.number(host, (number, source) -> {
                put(numbers, host.key().text(), number, new Source(entry.key().text(), source.folder()));
                return number;
            });
        }
        return Optional.of(numbers);
    }

    private void put(Map<String, Integer> numbers, String host, String number, Source source) {
        var digits = number.strip();
        boolean isNumber = !digits.isEmpty()
                && digits.length() <= MAX_DIGITS
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!isNumber || Integer.parseInt(digits) < smallest || Integer.parseInt(digits) > largest) {
            throw SettingValues.refused(
                    source.name() + ": " + Quoted.of(number) + " is not a number from " + smallest + " to " + largest,
                    "write the number without a unit");
        }
        var known = SettingValues.registryHost(host, source);
        if (numbers.put(known, Integer.valueOf(digits)) != null) {
            throw SettingValues.refused(
                    source.name() + " names the registry " + Quoted.of(known) + " twice", "keep one of the two");
        }
    }

    @Override
    String fileForm() {
        return "mapping from hosts to numbers";
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
    Map<String, Integer> combine(Map<String, Integer> higher, Map<String, Integer> lower) {
        var all = new TreeMap<>(lower);
        all.putAll(higher);
        return all;
    }
}
