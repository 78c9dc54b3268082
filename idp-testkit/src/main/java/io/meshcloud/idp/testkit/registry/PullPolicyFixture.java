// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.registry;

/** A registry with a policy that refuses some images, such as those without a signature. */
public interface PullPolicyFixture extends ImageRegistryFixture {
    /** From now on a policy refuses every image that is in {@link #repository} now. */
    void refuseImages();

    /** From now on no policy refuses an image. */
    void allowImages();
}
