package io.meshcloud.idp.contract.wire;

/** Something that does not stop a request and should be known. */
public record WarningView(String what, String where, String fix) {}
