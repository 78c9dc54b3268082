// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

/**
 * A caller's decision on the state repository. The writer loop calls it on the newest snapshot, and again on another
 * one after a conflict. It asks no registry and has no side effects.
 *
 * @param <T> the caller's answer
 */
@FunctionalInterface
public interface Intent<T> {
    Plan<T> decide(PendingSnapshot snapshot);
}
