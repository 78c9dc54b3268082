package io.meshcloud.idp.contract.model;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * An amount of a resource as Kubernetes writes it, such as {@code 500m}, {@code 0.5} or {@code 1.5Gi}.
 *
 * <p>Grammar and comparison are those of apimachinery's {@code resource.Quantity}.
 *
 * @param text as written
 * @param amount its exact value
 */
public record Quantity(String text, BigDecimal amount) implements Comparable<Quantity> {
    public Quantity {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(amount, "amount");
    }

    public static Quantity parse(String text) {
        throw new UnsupportedOperationException(text);
    }

    @Override
    public int compareTo(Quantity other) {
        return amount.compareTo(other.amount);
    }

    @Override
    public String toString() {
        return text;
    }
}
