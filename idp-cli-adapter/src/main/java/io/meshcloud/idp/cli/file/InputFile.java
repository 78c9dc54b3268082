// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.file;

import io.meshcloud.idp.cli.output.CliContext;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A file as a flag names it: a path from the current folder, or {@code -} for standard input. */
public final class InputFile {
    private static final String STANDARD_INPUT = "-";

    private InputFile() {}

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#FILE_NOT_READABLE}
     */
    public static Bytes read(String name, CliContext context) {
        if (!name.equals(STANDARD_INPUT)) {
            return LocalFile.read(path(name, context));
        }
        try {
            return LocalFile.read(context.in());
        } catch (IOException e) {
            throw Problem.of(
                            ProblemCode.FILE_NOT_READABLE,
                            "standard input cannot be read",
                            "",
                            "give the file's name instead of '-'")
                    .asException(e);
        }
    }

    /** The path for an argument of the command line. */
    public static Path path(String name, CliContext context) {
        try {
            return context.directory().resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw Problem.of(
                            ProblemCode.FILE_NOT_READABLE,
                            Quoted.of(name) + " is not a path on this system",
                            "",
                            "write a path without special characters")
                    .asException(e);
        }
    }
}
