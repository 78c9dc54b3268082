// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A change of one field by a team.
 *
 * @param field its path below {@code spec}, such as {@code runtime.scaling.replicas} or {@code config.env.LOG_LEVEL}
 * @param value the new value; absent to remove the field
 */
public record Assignment(String field, @Nullable String value) {
    public Assignment {
        Objects.requireNonNull(field, "field");
    }

    /**
     * Parses {@code field=value}, or {@code field-} to remove the field.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#USAGE} if the text has another form
     */
    public static Assignment parse(String text) {
        int equals = text.indexOf('=');
        if (equals > 0) {
            return new Assignment(text.substring(0, equals), text.substring(equals + 1));
        }
        if (equals < 0 && text.length() > 1 && text.endsWith("-")) {
            return new Assignment(text.substring(0, text.length() - 1), null);
        }
        throw Problem.of(
                        ProblemCode.USAGE,
                        Quoted.of(text) + " is not an assignment",
                        "",
                        "write field=value, for example runtime.scaling.replicas=3, or field- to remove the field, for"
                                + " example config.env.LOG_LEVEL-")
                .asException();
    }

    public Optional<String> optionalValue() {
        return Optional.ofNullable(value);
    }

    @Override
    public String toString() {
        return value == null ? field + "-" : field + "=" + value;
    }
}
