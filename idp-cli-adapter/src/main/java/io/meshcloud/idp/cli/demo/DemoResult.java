// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.demo;

import java.util.List;

/**
 * The result of a demo.
 *
 * @param folder the demo's folder
 * @param program how the program is started
 * @param steps in their order
 * @param exitCode 0 if every step ended as expected
 */
public record DemoResult(String folder, String program, List<Step> steps, int exitCode) {
    public DemoResult {
        steps = List.copyOf(steps);
    }

    /**
     * One step of the demo.
     *
     * @param says what the step shows
     * @param command as a person types it in the demo's folder
     * @param exitCode of the command
     * @param answer what it printed, both streams
     */
    public record Step(String says, String command, int exitCode, String answer) {}
}
