package io.meshcloud.idp.core.outcome;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request does, or would do, to one file.
 *
 * @param path which
 * @param before its bytes; absent if there was none
 * @param after its bytes; absent if there is none
 */
public record FileChange(
        StatePath path, @Nullable Bytes before, @Nullable Bytes after) {
    public FileChange {
        Objects.requireNonNull(path, "path");
    }

    public Optional<Bytes> optionalBefore() {
        return Optional.ofNullable(before);
    }

    public Optional<Bytes> optionalAfter() {
        return Optional.ofNullable(after);
    }
}
