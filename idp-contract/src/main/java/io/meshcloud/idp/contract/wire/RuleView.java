// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

/** One rule of a decision: its name, the facts that it checked, and its verdict. */
public record RuleView(String rule, String saw, String verdict) {}
