// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.meshcloud.idp.contract.problem.Quoted;

/**
 * The message of a log line, shortened and with all characters escaped that could move a terminal's cursor or hide
 * text: libraries log what a server says, also before they know whether it is the right one. Named in
 * {@code logback.xml}.
 */
public final class CleanLogMessage extends ClassicConverter {
    static final int LIMIT = 1_000;

    @Override
    public String convert(ILoggingEvent event) {
        var message = String.valueOf(event.getFormattedMessage());
        var clean = new StringBuilder();
        message.codePoints().limit(LIMIT).forEach(point -> {
            if (Quoted.isHarmless(point)) {
                clean.appendCodePoint(point);
            } else {
                clean.append(String.format("\\u%04x", point));
            }
        });
        return message.length() > LIMIT ? clean.append('…').toString() : clean.toString();
    }
}
