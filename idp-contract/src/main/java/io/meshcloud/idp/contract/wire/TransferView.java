// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

/**
 * The amount of data that was copied from one repository to another.
 *
 * @param manifests the number of manifests (images, indexes, signatures and others) that were written
 * @param mounted the number of blobs that the registry mounted from the source repository
 * @param uploaded the number of blobs that idp transferred
 * @param bytes the size of the transferred blobs
 * @param tagged whether the tag was written
 */
public record TransferView(int manifests, int mounted, int uploaded, long bytes, boolean tagged) {}
