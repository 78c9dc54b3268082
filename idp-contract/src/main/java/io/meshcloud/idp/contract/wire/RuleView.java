package io.meshcloud.idp.contract.wire;

/** One rule of a decision: its name, the facts that it looked at, and its verdict. */
public record RuleView(String rule, String saw, String verdict) {}
