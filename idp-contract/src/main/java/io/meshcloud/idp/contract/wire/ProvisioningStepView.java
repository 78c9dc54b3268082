package io.meshcloud.idp.contract.wire;

/** A thing at a registry and what became of it: {@code result} is one of made, present, mended, removed. */
public record ProvisioningStepView(String thing, String result) {}
