package io.meshcloud.idp.cli.output;

import io.meshcloud.idp.contract.wire.ValidationResult;

/** The findings of a validation, for people and for editors: one a line. */
public final class ValidationText {
    private ValidationText() {}

    public static String of(ValidationResult result) {
        var text = new StringBuilder();
        result.findings()
                .forEach(finding -> text.append(EnvironmentText.line(finding)).append('\n'));
        return text.toString();
    }

    /** What was looked at and what came of it, in one line. */
    public static String summary(ValidationResult result) {
        long errors = result.findings().stream()
                .filter(finding -> finding.severity().equals("error"))
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
