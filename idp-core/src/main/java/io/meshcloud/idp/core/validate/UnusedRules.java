// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.validate;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Warns about rules of {@code spec.automation} that apply to no environment: their author expects otherwise. */
final class UnusedRules {
    private UnusedRules() {}

    static List<Finding> check(Document<Platform> settings, Collection<EnvironmentAddress> addresses) {
        var findings = new ArrayList<Finding>();
        var left = List.copyOf(addresses);
        var rules = settings.value().automation();
        for (int i = 0; i < rules.size(); i++) {
            var rule = rules.get(i);
            var pointer = "spec.automation[" + i + "]";
            if (left.stream().noneMatch(rule::matches)) {
                findings.add(Finding.warning(
                        ProblemCode.INVALID_VALUE,
                        settings.locate(pointer + ".environments"),
                        pointer + ".environments",
                        addresses.stream().anyMatch(rule::matches)
                                ? "the rule applies to no environment: earlier rules match all that it matches"
                                : "the rule matches no environment",
                        "correct the addresses, move the rule up, or remove it; * matches exactly one part of"
                                + " an address"));
            }
            left = left.stream().filter(address -> !rule.matches(address)).toList();
        }
        return findings;
    }
}
