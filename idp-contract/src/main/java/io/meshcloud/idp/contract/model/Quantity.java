package io.meshcloud.idp.contract.model;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * An amount of a resource as Kubernetes writes it, such as {@code 500m}, {@code 0.5} or {@code 1.5Gi}.
 *
 * <p>Quantities are compared by the value that Kubernetes would hold, exactly: {@code 1000m} and {@code 1} are neither
 * less nor more. They are equal only when they are written the same, because the file's own text is what is kept.
 *
 * <p>The grammar has a sign, and so does this type; where the contract wants an amount that is not negative, its rule
 * asks {@link #isNegative()} so that the refusal can say which field.
 *
 * <p>Source: apimachinery, {@code resource.Quantity}; {@link QuantityParser} tells where this is stricter.
 *
 * @param text as written
 * @param amount the exact value that Kubernetes holds for the text
 */
public record Quantity(String text, BigDecimal amount) implements Comparable<Quantity> {
    /** The longest quantity, in characters: far more than any amount needs, little enough to be read at once. */
    public static final int MAX_LENGTH = 128;

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#INVALID_VALUE} if the text is not a quantity
     * @throws IllegalArgumentException if the amount is not that of the text
     */
    public Quantity {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(amount, "amount");
        var meant = QuantityParser.amount(text);
        if (amount.compareTo(meant) != 0) {
            throw new IllegalArgumentException("not the amount of " + text);
        }
        amount = meant;
    }

    /**
     * Reads a quantity, also a negative one.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#INVALID_VALUE} if it is not a quantity
     */
    public static Quantity parse(String text) {
        return new Quantity(text, QuantityParser.amount(text));
    }

    /** Whether it is below zero; {@code -0} is not. */
    public boolean isNegative() {
        return amount.signum() < 0;
    }

    /** By amount only; zero also for {@code 1000m} and {@code 1}, which are not equal. */
    @Override
    public int compareTo(Quantity other) {
        return amount.compareTo(other.amount);
    }

    /** As written. */
    @Override
    public String toString() {
        return text;
    }
}
