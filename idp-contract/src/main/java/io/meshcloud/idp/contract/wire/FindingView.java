// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import io.meshcloud.idp.contract.problem.Finding.Severity;

/**
 * One finding of a file.
 *
 * @param where {@code file:line:column}
 * @param field the field's path; empty for the file as a whole
 */
public record FindingView(String code, Severity severity, String where, String field, String what, String fix) {}
