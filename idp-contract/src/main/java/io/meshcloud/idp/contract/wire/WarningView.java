// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

/** A warning that does not stop a request. */
public record WarningView(String what, String where, String fix) {}
