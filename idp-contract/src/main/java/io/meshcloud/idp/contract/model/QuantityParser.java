// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.model;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Objects;

/**
 * Parses the text of a {@link Quantity} into the value that Kubernetes uses: digits finer than nano are rounded away
 * from zero, and values with a binary suffix are capped at 2^63-1.
 *
 * <p>This parser is stricter than apimachinery in three points: a digit is required (apimachinery reads {@code k} and
 * {@code .} as zero), a text has at most {@link Quantity#MAX_LENGTH} characters, and a decimal exponent is at most
 * {@link #MAX_EXPONENT} in either direction (apimachinery drops the upper bits of a larger one).
 */
final class QuantityParser {
    /** The largest decimal exponent. */
    static final int MAX_EXPONENT = 999;

    private static final int NANO_SCALE = 9;
    private static final BigDecimal SMALLEST = BigDecimal.ONE.movePointLeft(NANO_SCALE);
    private static final BigDecimal LARGEST_BINARY = new BigDecimal(Long.MAX_VALUE);

    private static final Map<String, Integer> POWERS_OF_TWO =
            Map.of("Ki", 10, "Mi", 20, "Gi", 30, "Ti", 40, "Pi", 50, "Ei", 60);
    private static final Map<String, Integer> POWERS_OF_TEN = Map.ofEntries(
            Map.entry("n", -9),
            Map.entry("u", -6),
            Map.entry("m", -3),
            Map.entry("", 0),
            Map.entry("k", 3),
            Map.entry("M", 6),
            Map.entry("G", 9),
            Map.entry("T", 12),
            Map.entry("P", 15),
            Map.entry("E", 18));

    private final String text;
    private int position;

    private QuantityParser(String text) {
        this.text = text;
    }

    static BigDecimal amount(String text) {
        Objects.requireNonNull(text, "text");
        if (text.length() > Quantity.MAX_LENGTH) {
            throw refused(text, "is longer than " + Quantity.MAX_LENGTH + " characters");
        }
        return new QuantityParser(text).read();
    }

    private BigDecimal read() {
        boolean negative = startsWith('-');
        if (negative || startsWith('+')) {
            position++;
        }
        int start = position;
        skipDigits();
        int digits = position - start;
        if (position < text.length() && text.charAt(position) == '.') {
            position++;
            int fraction = position;
            skipDigits();
            digits += position - fraction;
        }
        if (digits == 0) {
            throw refused(text, "has no number");
        }
        var number = new BigDecimal(text.substring(start, position));
        var magnitude = scaled(number, text.substring(position));
        return (negative ? magnitude.negate() : magnitude).stripTrailingZeros();
    }

    private boolean startsWith(char sign) {
        return !text.isEmpty() && text.charAt(0) == sign;
    }

    private void skipDigits() {
        while (position < text.length() && text.charAt(position) >= '0' && text.charAt(position) <= '9') {
            position++;
        }
    }

    private BigDecimal scaled(BigDecimal number, String suffix) {
        var two = POWERS_OF_TWO.get(suffix);
        if (two != null) {
            return roundedUp(number.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(two))))
                    .min(LARGEST_BINARY);
        }
        var ten = POWERS_OF_TEN.get(suffix);
        return roundedUp(number.scaleByPowerOfTen(ten == null ? exponent(suffix) : ten));
    }

    private int exponent(String suffix) {
        if (suffix.charAt(0) != 'e' && suffix.charAt(0) != 'E') {
            throw refused(text, "has the unknown suffix " + Quoted.of(suffix));
        }
        var digits = suffix.substring(suffix.length() > 1 && "+-".indexOf(suffix.charAt(1)) >= 0 ? 2 : 1);
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw refused(text, "has an exponent that is not a whole number");
        }
        var exponent = new BigInteger(suffix.substring(1));
        if (exponent.abs().compareTo(BigInteger.valueOf(MAX_EXPONENT)) > 0) {
            throw refused(text, "has an exponent greater than " + MAX_EXPONENT);
        }
        return exponent.intValue();
    }

    private static BigDecimal roundedUp(BigDecimal magnitude) {
        if (magnitude.signum() != 0 && magnitude.compareTo(SMALLEST) < 0) {
            return SMALLEST;
        }
        return magnitude.scale() > NANO_SCALE ? magnitude.setScale(NANO_SCALE, RoundingMode.UP) : magnitude;
    }

    private static IdpException refused(String text, String why) {
        return Problem.of(
                        ProblemCode.INVALID_VALUE,
                        Quoted.of(text) + " " + why,
                        "",
                        "write a number and one of the suffixes m, k, M, G, T, Ki, Mi, Gi, Ti or none, for example"
                                + " 500m, 0.5 or 1.5Gi")
                .asException();
    }
}
