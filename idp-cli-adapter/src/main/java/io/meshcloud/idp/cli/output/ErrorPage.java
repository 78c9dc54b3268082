// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import io.meshcloud.idp.contract.problem.ProblemCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The page of an error, {@code docs/errors/IDP-nnnn.md}. The build copies the pages into the jar. */
public final class ErrorPage {
    private ErrorPage() {}

    /** The text of the page, in Markdown. */
    public static String of(ProblemCode code) {
        try (var in = ErrorPage.class.getResourceAsStream("/io/meshcloud/idp/cli/errors/" + code + ".md")) {
            if (in == null) {
                throw new IllegalStateException("the build copies a page for every code, but not for " + code);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command that prints the page of a code. */
    static String command(String code) {
        return "idp help " + code;
    }
}
