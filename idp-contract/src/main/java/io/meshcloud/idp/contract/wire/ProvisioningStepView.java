// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

/**
 * One step of provisioning: {@code result} is {@code made}, {@code present}, {@code corrected} or
 * {@code removed}.
 */
public record ProvisioningStepView(String thing, String result) {}
