package io.meshcloud.idp.contract.wire;

/** One change of a {@code release.yaml} that cannot be the platform's: which commit, which path, a code, what and how to mend it. */
public record VerificationFindingView(String commit, String path, String code, String what, String fix) {}
