// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import io.meshcloud.idp.contract.wire.ReleaseResult;
import io.meshcloud.idp.contract.wire.RollbackView;
import io.meshcloud.idp.contract.wire.RuleView;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** The outcome of a release or a rollback, as text. */
public final class ReleaseText {
    private ReleaseText() {}

    /**
     * @param done what the command does, in the past tense
     */
    public static String of(ReleaseResult result, String done) {
        return of(result, done, fields -> {});
    }

    /**
     * @param more adds further lines
     */
    static String of(ReleaseResult result, String done, Consumer<AlignedFields> more) {
        var fields = new AlignedFields()
                .add(heading(result, done), result.address())
                .add("image", result.image())
                .add("replaces", result.previousImage());
        if (result.rollback() != null) {
            fields.add("first released", released(result.rollback())).add("skipped", skipped(result.rollback()));
        }
        result.commits().forEach(commit -> fields.add("commit", commit));
        fields.add("link", result.links() == null ? null : result.links().get("commit"));
        more.accept(fields);
        var text = new StringBuilder(fields.add("note", result.note()).toString());
        // The commit shows what was written; only a dry run needs to show the changes.
        if (result.commits().isEmpty()) {
            result.files().forEach(file -> text.append(LineDiff.of(file)));
        }
        return text.toString();
    }

    private static String released(RollbackView rollback) {
        return rollback.releasedAt() + ", " + ago(Duration.parse(rollback.age()));
    }

    private static String ago(Duration age) {
        if (age.toDays() > 0) {
            return counted(age.toDays(), "day") + " ago";
        }
        if (age.toHours() > 0) {
            return counted(age.toHours(), "hour") + " ago";
        }
        return age.toMinutes() > 0 ? counted(age.toMinutes(), "minute") + " ago" : "less than a minute ago";
    }

    private static String skipped(RollbackView rollback) {
        return rollback.skipped() == 0 ? "no release" : counted(rollback.skipped(), "release") + " in between";
    }

    private static String counted(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** The rules that were applied, in their order. */
    public static String trace(List<RuleView> trace) {
        var table = new Table("RULE", "SAW", "VERDICT");
        trace.forEach(rule -> table.row(rule.rule(), rule.saw(), rule.verdict()));
        return table.toString();
    }

    private static String heading(ReleaseResult result, String done) {
        return switch (result.result()) {
            case UPDATED -> done;
            case PLANNED -> "would be " + done;
            case UNCHANGED, REJECTED, HELD, PROPOSED -> result.result().toString();
        };
    }
}
