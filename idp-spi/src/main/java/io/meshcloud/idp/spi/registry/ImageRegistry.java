package io.meshcloud.idp.spi.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;

/**
 * The truth about images: which digest a name stands for at this moment. Safe for use by many threads.
 *
 * <p>Both methods throw an {@link io.meshcloud.idp.contract.problem.IdpException} when the registry cannot be reached,
 * denies us, answers with an error, or lies: the digest in an answer is that of the very bytes that came, or there is
 * no answer.
 */
public interface ImageRegistry {

    /** What the tag stands for now. */
    Resolution resolve(ImageRepository repository, Tag tag);

    /** Whether the digest is there, and what it is. */
    Resolution resolve(ImageRepository repository, Digest digest);
}
