// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

/**
 * One change of a {@code release.yaml} that the platform cannot have written: the commit, the path, a code, what is
 * wrong, and how to fix it.
 */
public record VerificationFindingView(String commit, String path, String code, String what, String fix) {}
