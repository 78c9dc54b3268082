package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import org.jspecify.annotations.Nullable;

/**
 * What a decision wants to know from the registry.
 *
 * @param repository where to ask
 * @param tag what this tag stands for; absent if no tag was named
 * @param digest whether this digest is there; absent if none was named
 * @param running how old this digest, which runs, is by now; absent if none does. The file's watermark does not always
 *     tell: where pushes order, another tag of the same image makes it newer
 */
public record FactsNeeded(
        ImageRepository repository,
        @Nullable Tag tag,
        @Nullable Digest digest,
        @Nullable Digest running) {}
