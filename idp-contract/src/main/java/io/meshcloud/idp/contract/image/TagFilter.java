// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.image;

/**
 * Chooses tags by their names alone, before a registry is asked what they are. A value: filters that are equal choose
 * the same tags. Safe for use by many threads.
 */
@FunctionalInterface
public interface TagFilter {
    boolean matches(Tag tag);
}
