// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.image;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The media types of OCI and Docker images (OCI image specification, "Media types"; Docker image manifest v2). */
public final class MediaTypes {
    public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    public static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
    public static final String DOCKER_SCHEMA1 = "application/vnd.docker.distribution.manifest.v1+json";
    public static final String DOCKER_SCHEMA1_SIGNED = "application/vnd.docker.distribution.manifest.v1+prettyjws";
    public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
    public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
    public static final String OCI_LAYER_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";

    /** All four are needed: otherwise registries answer 404, or convert the stored manifest. */
    public static final String ACCEPT_MANIFESTS =
            String.join(", ", List.of(OCI_MANIFEST, OCI_INDEX, DOCKER_MANIFEST, DOCKER_LIST));

    private static final Set<String> IMAGES = Set.of(OCI_MANIFEST, DOCKER_MANIFEST);
    private static final Set<String> INDEXES = Set.of(OCI_INDEX, DOCKER_LIST);
    private static final Set<String> CONFIGS = Set.of(OCI_CONFIG, DOCKER_CONFIG);

    private MediaTypes() {}

    static boolean isImage(String type) {
        return IMAGES.contains(type);
    }

    public static boolean isIndex(String type) {
        return INDEXES.contains(type);
    }

    public static boolean isManifest(String type) {
        return isImage(type) || isIndex(type);
    }

    public static boolean isSchema1(String type) {
        return type.equals(DOCKER_SCHEMA1) || type.equals(DOCKER_SCHEMA1_SIGNED);
    }

    public static boolean isImageConfig(String type) {
        return CONFIGS.contains(type);
    }

    /** Whether it is a layer of a root file system, in any compression. */
    public static boolean isLayer(String type) {
        return type.startsWith("application/vnd.oci.image.layer.")
                || type.startsWith("application/vnd.docker.image.rootfs.");
    }

    /** A {@code Content-Type} without its parameters, in lower case. */
    public static String essence(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }
}
