// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.node;

/** The type of a scalar on which YAML 1.1, YAML 1.2 and their readers agree, as determined by {@link PlainScalars}. */
public enum ScalarKind {
    /** Text: every quoted scalar, and every plain scalar that is a string in all versions. */
    STRING,
    /** A whole number in plain decimal digits, possibly negative. */
    INTEGER,
    /** A number with a decimal point, without exponent. */
    DECIMAL,
    /** {@code true} or {@code false}. */
    BOOLEAN,
    /** An empty scalar, {@code null} or {@code ~}. */
    NULL,
    /** Read differently by different versions. */
    AMBIGUOUS
}
