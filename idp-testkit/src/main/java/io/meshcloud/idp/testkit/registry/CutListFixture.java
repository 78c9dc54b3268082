// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.registry;

/** A registry that can lose a part of its lists. */
public interface CutListFixture extends ImageRegistryFixture {
    /** From now on the registry loses the last entries of each list on the way, as a broken connection or proxy does. */
    void cutLists();
}
