package io.meshcloud.idp.contract.wire;

import org.jspecify.annotations.Nullable;

/** A file's text before and after; absent where there is none. */
public record FileChangeView(
        String path, @Nullable String before, @Nullable String after) {}
