// SPDX-License-Identifier: Apache-2.0

/**
 * Keeps the facts that looks have read from registries in files, so that the next process need not ask for them again.
 * The files are a cache: each may be missing, damaged or deleted at any time, which costs requests and nothing else.
 * {@link io.meshcloud.idp.registry.memory.MemoryFile} also keeps other things that are expensive to read.
 */
@NullMarked
package io.meshcloud.idp.registry.memory;

import org.jspecify.annotations.NullMarked;
