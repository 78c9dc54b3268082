package io.meshcloud.idp.testkit.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import java.util.List;
import org.junit.jupiter.api.Nested;

class InMemoryImageRegistryTest {
    @Nested
    class Resolving extends ImageResolvingContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return new Fixture();
        }
    }

    @Nested
    class Facts extends ImageFactsContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return new Fixture();
        }
    }

    @Nested
    class Listing extends ImageListingContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return new Fixture();
        }
    }

    @Nested
    class Transfer extends ImageTransferContract {
        @Override
        protected ImageRegistryFixture newFixture() {
            return new Fixture();
        }
    }

    private static final class Fixture implements ImageRegistryFixture {
        private final InMemoryImageRegistry registry = new InMemoryImageRegistry();

        @Override
        public ImageRegistry registry() {
            return registry;
        }

        @Override
        public ImageRepository repository() {
            return ImageRepository.parse("registry.example.org/team-a/app1/dev");
        }

        @Override
        public Digest push(TestImage image, Tag... tags) {
            return registry.push(repository(), image, tags);
        }

        @Override
        public Digest pushIndex(List<TestImage> images, Tag... tags) {
            return registry.pushIndex(repository(), images, tags);
        }

        @Override
        public Digest pushWithAttestation(TestImage image, TestImage attestation, Tag... tags) {
            return registry.pushIndex(repository(), List.of(image), tags);
        }

        @Override
        public Digest pushChart(Tag tag) {
            return registry.pushOther(repository(), "application/vnd.cncf.helm.config.v1+json", tag);
        }
    }
}
