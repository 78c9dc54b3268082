// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import io.meshcloud.idp.contract.problem.Finding.Severity;
import io.meshcloud.idp.contract.wire.ValidationResult;

/** The outcome of a validation, as text that editors can parse: one finding a line, then the verdict. */
public final class ValidationText {
    private ValidationText() {}

    public static String of(ValidationResult result) {
        var text = new StringBuilder();
        result.findings()
                .forEach(finding -> text.append(EnvironmentText.line(finding)).append('\n'));
        return text.append(verdict(result)).append('\n').toString();
    }

    private static String verdict(ValidationResult result) {
        if (result.files() == 0) {
            return "the state repository contains no platform.yaml, app-env.yaml or release.yaml yet; `idp init` sets"
                    + " it up";
        }
        long errors = result.findings().stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .count();
        long warnings = result.findings().size() - errors;
        return count(result.files(), "file") + ", " + count(result.environments(), "environment") + ": "
                + (result.valid() ? "valid" : count(errors, "error"))
                + (warnings == 0 ? "" : ", " + count(warnings, "warning"));
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
