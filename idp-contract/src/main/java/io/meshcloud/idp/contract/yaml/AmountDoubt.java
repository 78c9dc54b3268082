// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

/**
 * Why an amount is probably a mistake.
 *
 * @param what what the amount means to Kubernetes
 * @param fix what was probably meant
 */
record AmountDoubt(String what, String fix) {}
