// SPDX-License-Identifier: Apache-2.0

/** Scans of text without regular expressions: linear in time and without recursion, whatever the text. */
@NullMarked
package io.meshcloud.idp.contract.text;

import org.jspecify.annotations.NullMarked;
