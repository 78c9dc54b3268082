package io.meshcloud.idp.core.environment;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One field that a team wants changed.
 *
 * @param field its path below {@code spec}, such as {@code runtime.scaling.replicas} or {@code config.env.LOG_LEVEL}
 * @param value the new value; absent takes the field away
 */
public record Assignment(String field, @Nullable String value) {
    public Assignment {
        Objects.requireNonNull(field, "field");
    }

    /**
     * Reads {@code field=value}, or {@code field-} to take it away.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#USAGE} if it is neither
     */
    public static Assignment parse(String text) {
        throw new UnsupportedOperationException(text);
    }

    public Optional<String> optionalValue() {
        return Optional.ofNullable(value);
    }

    @Override
    public String toString() {
        return value == null ? field + "-" : field + "=" + value;
    }
}
