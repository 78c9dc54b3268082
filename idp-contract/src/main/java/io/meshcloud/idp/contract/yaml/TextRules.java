// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.text.Ascii;
import io.meshcloud.idp.contract.text.Times;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;

/** The rules of single values that have no type of their own. */
final class TextRules {
    /** The maximum size of a variable in bytes of UTF-8: 4 KiB. */
    static final int MAX_VARIABLE_BYTES = 4 * 1024;

    private static final int MAX_TEXT = 200;

    private TextRules() {}

    static IdpException refused(String value, String why, String fix) {
        return refused(ProblemCode.INVALID_VALUE, value, why, fix);
    }

    static IdpException refused(ProblemCode code, String value, String why, String fix) {
        return Problem.of(code, Quoted.of(value) + " " + why, "", fix).asException();
    }

    /** One line of text for people. */
    static String line(String text) {
        if (!Quoted.isVisible(text) || text.codePointCount(0, text.length()) > MAX_TEXT) {
            throw refused(text, "is not a text of 1 to " + MAX_TEXT + " characters", "write a few words");
        }
        if (!text.codePoints().allMatch(Quoted::isHarmless)) {
            throw refused(text, "contains a line break or a character that cannot be shown", "write it on one line");
        }
        return text;
    }

    static String variableName(String name) {
        if (!Ascii.consistsOf(name, TextRules::startsVariable, TextRules::isInVariable)) {
            throw refused(
                    name,
                    "is not the name of an environment variable",
                    "use letters, digits and '_', the first not a digit");
        }
        if (name.startsWith("KUBERNETES_") || name.startsWith("IDP_")) {
            throw refused(
                    ProblemCode.RESERVED_NAME,
                    name,
                    "is reserved: KUBERNETES_* and IDP_* are set by the platform",
                    "choose another name");
        }
        return name;
    }

    private static boolean startsVariable(int c) {
        return Ascii.isLetter(c) || c == '_';
    }

    private static boolean isInVariable(int c) {
        return startsVariable(c) || Ascii.isDigit(c);
    }

    static String variableValue(String value) {
        int size = value.getBytes(StandardCharsets.UTF_8).length;
        if (size > MAX_VARIABLE_BYTES) {
            throw refused(
                    value,
                    "has " + size + " bytes; at most " + MAX_VARIABLE_BYTES + " are allowed",
                    "deliver large values in the image or through a building block");
        }
        if (value.codePoints().anyMatch(TextRules::isImpossible)) {
            throw refused(
                    value,
                    "contains a character that is not allowed in an environment variable",
                    "remove the NUL character or the unpaired surrogate");
        }
        return value;
    }

    private static boolean isImpossible(int point) {
        return point == 0 || Character.getType(point) == Character.SURROGATE;
    }

    static Instant instant(String text) {
        if (Times.isRfc3339(text)) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                throw notATime(text);
            }
        }
        throw notATime(text);
    }

    private static IdpException notATime(String text) {
        return refused(text, "is not a time by RFC 3339", "write it like \"2025-12-29T13:42:10Z\"");
    }

    static LocalDateTime localTime(String text) {
        if (Times.isLocal(text)) {
            try {
                return LocalDateTime.parse(text);
            } catch (DateTimeException e) {
                throw notALocalTime(text);
            }
        }
        throw notALocalTime(text);
    }

    private static IdpException notALocalTime(String text) {
        return refused(
                text,
                "is not a date and time without zone",
                "write it like \"2026-12-20T00:00\"; the zone is a separate field");
    }

    static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw refused(text, "is not a time zone", "write a name such as Europe/Berlin or UTC");
        }
    }
}
