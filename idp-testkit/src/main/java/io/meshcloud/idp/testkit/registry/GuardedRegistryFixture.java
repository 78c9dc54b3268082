// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;

/** A registry that demands credentials. The client under test has an account that may read every repository. */
public interface GuardedRegistryFixture extends ImageRegistryFixture {
    /** A repository of the same registry whose access is granted separately; the same one each time. */
    ImageRepository otherRepository();

    /** Pushes an image to {@link #otherRepository}. */
    Digest pushToOther(TestImage image, Tag tag);

    /**
     * Lets access expire, without a word to the client: the registry refuses the token or password that the client has,
     * and accepts the next one.
     */
    void expireAccess();

    /** From now on the account may not read {@link #repository}. It may read the others. */
    void denyAccess();
}
