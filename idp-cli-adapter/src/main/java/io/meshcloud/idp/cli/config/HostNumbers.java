// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.config;

import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.text.Ascii;
import io.meshcloud.idp.contract.yaml.node.Node;
import java.util.Optional;

/** A number for each of some registries. */
final class HostNumbers extends ByHost<Integer> {
    private static final int MAX_DIGITS = 9;

    private final int smallest;
    private final int largest;

    /** @param example a usual number, for messages */
    HostNumbers(int smallest, int largest, int example) {
        super("number", "harbor.example.tld=" + example, "harbor.example.tld: " + example);
        this.smallest = smallest;
        this.largest = largest;
    }

    @Override
    String host(String text, Source source) {
        return SettingValues.registryHost(text, source);
    }

    @Override
    Integer value(String text, Source source) {
        var digits = text.strip();
        boolean isNumber =
                !digits.isEmpty() && digits.length() <= MAX_DIGITS && Ascii.consistsOf(digits, Ascii::isDigit);
        if (!isNumber || Integer.parseInt(digits) < smallest || Integer.parseInt(digits) > largest) {
            throw SettingValues.refused(
                    source.name() + ": " + Quoted.of(text) + " is not a number from " + smallest + " to " + largest,
                    "write the number without a unit");
        }
        return Integer.valueOf(digits);
    }

    @Override
    Optional<Integer> scalar(Node.Entry entry, ConfigFile file, Rule<Integer> rule) {
        return file.number(entry, rule);
    }
}
