// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import io.meshcloud.idp.contract.wire.ChangeResult;

/** The outcome of a change other than a release, as text. */
public final class ChangeText {
    private ChangeText() {}

    /**
     * @param done what the command does, in the past tense
     */
    public static String of(ChangeResult result, String done) {
        var fields = new AlignedFields().add(heading(result, done), result.subject());
        result.commits().forEach(commit -> fields.add("commit", commit));
        fields.add("link", result.links() == null ? null : result.links().get("commit"));
        boolean planned = result.result() == ChangeResult.Status.PLANNED;
        if (!planned) {
            result.files().forEach(file -> fields.add("file", file.path()));
        }
        var text = new StringBuilder(fields.add("note", result.note()).toString());
        if (planned) {
            result.files().forEach(file -> text.append(LineDiff.of(file)));
        }
        if (result.registry() != null) {
            text.append(RegistryText.done(result.registry()));
        }
        return text.toString();
    }

    private static String heading(ChangeResult result, String done) {
        return switch (result.result()) {
            case CHANGED -> done;
            case PLANNED -> "would be " + done;
            case UNCHANGED, REJECTED -> result.result().toString();
        };
    }
}
