package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.contract.problem.Quoted;

/** Text of another library that may repeat what was typed, made safe for a terminal. */
final class Printable {
    private Printable() {}

    static String of(String text) {
        var safe = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (Quoted.isHarmless(point)) {
                safe.appendCodePoint(point);
            } else {
                safe.append(String.format("\\u%04x", point));
            }
        });
        return safe.toString();
    }
}
