package io.meshcloud.idp.contract.wire;

/** One finding: a code, {@code error} or {@code warning}, {@code file:line:column}, the field, what and how to mend it. */
public record FindingView(String code, String severity, String where, String field, String what, String fix) {}
