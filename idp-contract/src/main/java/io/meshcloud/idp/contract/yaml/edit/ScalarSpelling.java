// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.edit;

import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.yaml.edit.FieldEdit.ScalarType;
import io.meshcloud.idp.contract.yaml.node.PlainScalars;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;

/** Writes a value so that all readers read it back, and keeps the existing style of quotes if possible. */
final class ScalarSpelling {
    private ScalarSpelling() {}

    /** The text of a new field. */
    static String fresh(String value, ScalarType type, boolean inFlow) {
        return like(ScalarStyle.PLAIN, value, type, inFlow);
    }

    /**
     * The text in the style of the scalar that it replaces.
     *
     * @param inFlow whether it is inside braces or brackets
     */
    static String like(ScalarStyle style, String value, ScalarType type, boolean inFlow) {
        if (type != ScalarType.STRING) {
            return value;
        }
        if (style == ScalarStyle.PLAIN && PlainScalars.isString(value, inFlow)) {
            return value;
        }
        if (style == ScalarStyle.SINGLE_QUOTED && value.codePoints().allMatch(Quoted::isHarmless)) {
            return "'" + value.replace("'", "''") + "'";
        }
        return doubleQuoted(value);
    }

    private static String doubleQuoted(String value) {
        var text = new StringBuilder("\"");
        value.codePoints().forEach(point -> {
            switch (point) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (Quoted.isHarmless(point)) {
                        text.appendCodePoint(point);
                    } else {
                        text.append(String.format(point > 0xffff ? "\\U%08X" : "\\u%04X", point));
                    }
                }
            }
        });
        return text.append('"').toString();
    }
}
