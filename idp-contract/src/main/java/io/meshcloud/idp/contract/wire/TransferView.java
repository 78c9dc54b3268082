package io.meshcloud.idp.contract.wire;

/**
 * What was copied from one repository to another.
 *
 * @param manifests how many images, indexes, signatures and others of their like were written
 * @param mounted how many blobs the registry took over by itself
 * @param uploaded how many blobs went through idp
 * @param bytes how many bytes these had
 * @param tagged whether the tag was written
 */
public record TransferView(int manifests, int mounted, int uploaded, long bytes, boolean tagged) {}
