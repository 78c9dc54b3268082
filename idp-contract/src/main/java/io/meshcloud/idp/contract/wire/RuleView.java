package io.meshcloud.idp.contract.wire;

/** One step of a decision: the rule's name, what it looked at, what it said. */
public record RuleView(String rule, String saw, String verdict) {}
