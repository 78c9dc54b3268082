// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.tool;

import picocli.CommandLine;

/** The command line of a tool. */
public final class ToolLine {
    private ToolLine() {}

    /** Reads arguments that must be right. */
    public static <T> T parsed(T options, String... arguments) {
        line(options).parseArgs(arguments);
        return options;
    }

    /**
     * Reads what a person wrote. Ends the process if that is wrong.
     *
     * @return whether to run; false if only the usage was asked for, which is printed then
     */
    public static boolean parse(Object options, String... arguments) {
        var line = line(options);
        try {
            line.parseArgs(arguments);
        } catch (CommandLine.ParameterException e) {
            System.err.println(e.getMessage());
            line.usage(System.err);
            System.exit(CommandLine.ExitCode.USAGE);
        }
        if (line.isUsageHelpRequested()) {
            line.usage(System.out);
            return false;
        }
        return true;
    }

    private static CommandLine line(Object options) {
        return new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true);
    }
}
