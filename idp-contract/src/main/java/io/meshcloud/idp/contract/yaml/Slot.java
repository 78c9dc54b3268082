// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.yaml.node.Node;
import io.meshcloud.idp.contract.yaml.node.ScalarKind;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A place in the file where a value is expected.
 *
 * @param key the position of the key of the value
 */
record Slot(Reading reading, Node node, Location key, String pointer) {
    /** The remedy for a no-break or similar space, before another remedy. */
    static final String UNUSUAL_SPACE = "replace the character that looks like a space with an ordinary space; ";

    /** The position of the scalar, or of the key if the value is not a scalar. */
    Location location() {
        return Pointers.of(node, key);
    }

    void refuse(ProblemCode code, String what, String fix) {
        reading.markReported(node);
        boolean isUnusual = node instanceof Node.Scalar scalar && Quoted.hasUnusualSpace(scalar.text());
        reading.refuse(code, location(), pointer, what, isUnusual ? UNUSUAL_SPACE + fix : fix);
    }

    void wrongType(String what, String fix) {
        refuse(ProblemCode.WRONG_TYPE, what, fix);
    }

    /** The actual value, in words for a message. */
    String shown() {
        return node.match(
                mapping -> "a group of fields",
                sequence -> "a list",
                scalar -> scalar.kind() == ScalarKind.NULL ? "nothing" : Quoted.of(scalar.text()),
                refused -> "nothing readable");
    }

    <T> @Nullable T parse(String text, Function<String, T> parser) {
        return reading.parse(text, parser, location(), pointer);
    }
}
