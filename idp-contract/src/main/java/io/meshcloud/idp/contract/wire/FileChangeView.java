// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import org.jspecify.annotations.Nullable;

/** The text of a file before and after a change; absent if the file does not exist. */
public record FileChangeView(
        String path, @Nullable String before, @Nullable String after) {}
