// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.yaml.node.Node;
import io.meshcloud.idp.contract.yaml.node.PlainScalars;
import io.meshcloud.idp.contract.yaml.node.ScalarKind;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Reads numbers and booleans, and reports values of other types. */
final class Scalars {
    /** Helm reads numbers as 64-bit floats, which are exact for this many decimal digits. */
    private static final int SAFE_DIGITS = 15;

    private static final int MAX_DIGITS = Integer.toString(Integer.MAX_VALUE).length();
    private static final BigInteger TOO_LARGE = BigInteger.valueOf(Long.MAX_VALUE);

    private static final String DIGITS_ONLY =
            "write a whole number in plain decimal digits, without sign, leading zero, '_' or fraction";

    private Scalars() {}

    static @Nullable Integer integer(Slot slot, int minimum, int maximum) {
        if (!(slot.node() instanceof Node.Scalar scalar)) {
            refuse(slot, "a number", DIGITS_ONLY);
            return null;
        }
        return switch (scalar.kind()) {
            case INTEGER -> inRange(slot, scalar.text(), minimum, maximum);
            case STRING -> refuseTextNumber(slot, scalar);
            case NULL -> {
                refuseNull(slot);
                yield null;
            }
            case AMBIGUOUS -> {
                slot.reading().refuseAmbiguous(scalar, slot.pointer(), DIGITS_ONLY);
                yield null;
            }
            case DECIMAL, BOOLEAN -> {
                refuse(slot, "a whole number", DIGITS_ONLY);
                yield null;
            }
        };
    }

    private static @Nullable Integer inRange(Slot slot, String text, int minimum, int maximum) {
        // Parsing a number takes time quadratic in its digits, and a file can contain many digits.
        var number = text.length() > MAX_DIGITS ? TOO_LARGE : new BigInteger(text);
        boolean fits = !text.startsWith("-")
                && number.compareTo(BigInteger.valueOf(minimum)) >= 0
                && number.compareTo(BigInteger.valueOf(maximum)) <= 0;
        if (!fits) {
            slot.refuse(
                    ProblemCode.INVALID_VALUE,
                    Quoted.of(text) + " is not between " + minimum + " and " + maximum,
                    "write a number from " + minimum + " to " + maximum);
            return null;
        }
        return number.intValueExact();
    }

    private static @Nullable Integer refuseTextNumber(Slot slot, Node.Scalar scalar) {
        boolean quotedNumber = !scalar.plain() && PlainScalars.kind(scalar.text()) == ScalarKind.INTEGER;
        if (quotedNumber) {
            slot.wrongType(
                    Quoted.of(scalar.text()) + " in quotes is a text, not a number",
                    "remove the quotes: " + scalar.text());
            return null;
        }
        refuse(slot, "a number", DIGITS_ONLY);
        return null;
    }

    static @Nullable Boolean bool(Slot slot) {
        if (!(slot.node() instanceof Node.Scalar scalar)) {
            refuse(slot, "true or false", "write true or false");
            return null;
        }
        return switch (scalar.kind()) {
            case BOOLEAN -> scalar.text().equals("true");
            case NULL -> {
                refuseNull(slot);
                yield null;
            }
            case AMBIGUOUS -> {
                slot.reading().refuseAmbiguous(scalar, slot.pointer(), "write true or false");
                yield null;
            }
            case STRING, INTEGER, DECIMAL -> {
                boolean quoted = scalar.text().equals("true") || scalar.text().equals("false");
                refuse(
                        slot,
                        "true or false",
                        quoted ? "remove the quotes: " + scalar.text() : "write true or false, without quotes");
                yield null;
            }
        };
    }

    /** Whether all YAML readers read the scalar as exactly the same number. */
    static boolean isPlainNumber(Node.Scalar scalar) {
        boolean number = scalar.kind() == ScalarKind.INTEGER || scalar.kind() == ScalarKind.DECIMAL;
        return number && scalar.text().chars().filter(Character::isDigit).count() <= SAFE_DIGITS;
    }

    static void refuseNull(Slot slot) {
        slot.wrongType(slot.pointer() + " has no value", "give it a value, or remove the key");
    }

    /** Reports the actual and the expected type, unless the tree already has a finding for this value. */
    static void refuse(Slot slot, String expected, String fix) {
        if (slot.node() instanceof Node.Scalar scalar && scalar.kind() == ScalarKind.NULL) {
            refuseNull(slot);
        } else if (slot.node() instanceof Node.Unreadable) {
            slot.reading().skip();
        } else {
            slot.wrongType(slot.shown() + " is not " + expected, fix);
        }
    }
}
