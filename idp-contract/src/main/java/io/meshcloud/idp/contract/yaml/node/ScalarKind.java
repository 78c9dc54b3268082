package io.meshcloud.idp.contract.yaml.node;

/** What a scalar is, as far as YAML 1.1, YAML 1.2 and the readers of both agree; {@link PlainScalars} tells which. */
public enum ScalarKind {
    /** Text: every quoted scalar, and a plain one that no version takes for anything else. */
    STRING,
    /** A whole number in plain decimal digits, perhaps negative. */
    INTEGER,
    /** A number with a decimal point, without exponent. */
    DECIMAL,
    /** {@code true} or {@code false}. */
    BOOLEAN,
    /** Nothing, {@code null} or {@code ~}. */
    NULL,
    /** Read differently by different versions. */
    AMBIGUOUS
}
