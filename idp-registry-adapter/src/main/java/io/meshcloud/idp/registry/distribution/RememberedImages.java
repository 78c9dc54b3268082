package io.meshcloud.idp.registry.distribution;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.spi.registry.Resolution;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What digests stand for, which never changes; that one is there is not remembered, for that does. The ones used last are
 * kept, up to a number. Safe for use by many threads.
 */
final class RememberedImages {
    private record Key(ImageRepository repository, Digest digest) {}

    private final Map<Key, Resolution> images;

    RememberedImages(int most) {
        images = Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, Resolution> eldest) {
                return size() > most;
            }
        });
    }

    Optional<Resolution> find(ImageRepository repository, Digest digest) {
        return Optional.ofNullable(images.get(new Key(repository, digest)));
    }

    void remember(ImageRepository repository, Digest digest, Resolution resolution) {
        if (!(resolution instanceof Resolution.Missing)) {
            images.put(new Key(repository, digest), resolution);
        }
    }
}
