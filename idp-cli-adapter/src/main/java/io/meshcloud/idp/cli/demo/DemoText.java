// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.demo;

/** The demo as text. */
public final class DemoText {
    private static final String INDENT = "    ";

    private DemoText() {}

    public static String of(DemoResult.Step step) {
        var text = new StringBuilder();
        text.append("# ").append(step.says()).append('\n');
        text.append("$ ").append(step.command()).append('\n');
        step.answer()
                .lines()
                .forEach(line -> text.append((INDENT + line).stripTrailing()).append('\n'));
        if (step.exitCode() != 0) {
            text.append(INDENT).append("(exit code ").append(step.exitCode()).append(")\n");
        }
        return text.append('\n').toString();
    }

    public static String ending(DemoResult result) {
        if (result.exitCode() != 0) {
            return "The last step did not end as expected; the files so far are in " + result.folder() + "\n";
        }
        return """
                The files are in %s. Look at them and try more:

                  cd %s
                  export IDP_CONFIG="$PWD/idp.yaml"
                  alias idp="%s"
                  git -C state.git log --stat
                  git -C state.git show main:workspaces/likvid/projects/hello-api/tenants/dev/release.yaml
                  find registry -type f
                  idp env show likvid/hello-api/dev
                  idp release likvid/hello-api/dev --image 1.1.0 --explain
                """.formatted(result.folder(), CommandWords.quoted(result.folder()), result.program());
    }
}
