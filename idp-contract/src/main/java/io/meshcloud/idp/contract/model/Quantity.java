// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.model;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * An amount of a resource as Kubernetes writes it, such as {@code 500m}, {@code 0.5} or {@code 1.5Gi}.
 *
 * <p>Quantities are compared by the exact value that Kubernetes uses: {@code 1000m} and {@code 1} compare as the same.
 * Two quantities are equal only if they are written the same, because a file keeps its own text.
 *
 * <p>A quantity may have a sign. Fields that require a non-negative amount check {@link #isNegative()}, so that the
 * finding can name the field.
 *
 * <p>Source: apimachinery, {@code resource.Quantity}; {@link QuantityParser} documents where this type is stricter.
 *
 * @param text as written
 * @param amount the exact value that Kubernetes uses for the text
 */
public record Quantity(String text, BigDecimal amount) implements Comparable<Quantity> {
    /** The maximum length in characters: more than any amount needs, and short enough to be parsed quickly. */
    public static final int MAX_LENGTH = 128;

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#INVALID_VALUE} if the text is not a quantity
     * @throws IllegalArgumentException if the amount is not that of the text
     */
    public Quantity {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(amount, "amount");
        var parsed = QuantityParser.amount(text);
        if (amount.compareTo(parsed) != 0) {
            throw new IllegalArgumentException("not the amount of " + text);
        }
        amount = parsed;
    }

    /**
     * Parses a quantity, which may be negative.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#INVALID_VALUE} if it is not a quantity
     */
    public static Quantity parse(String text) {
        return new Quantity(text, QuantityParser.amount(text));
    }

    /** Whether the amount is less than zero; {@code -0} is not. */
    public boolean isNegative() {
        return amount.signum() < 0;
    }

    /** Compares the amounts. The result is 0 for {@code 1000m} and {@code 1}, although they are not equal. */
    @Override
    public int compareTo(Quantity other) {
        return amount.compareTo(other.amount);
    }

    /** The text as written. */
    @Override
    public String toString() {
        return text;
    }
}
