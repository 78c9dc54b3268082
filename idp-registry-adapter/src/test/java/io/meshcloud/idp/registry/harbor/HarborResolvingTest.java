// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.config.RegistryUrl;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.testkit.registry.ImageRegistryFixture;
import io.meshcloud.idp.testkit.registry.ImageResolvingContract;
import io.meshcloud.idp.testkit.registry.InMemoryImageRegistry;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A Harbor resolves images like any registry. */
class HarborResolvingTest extends ImageResolvingContract {
    @Override
    protected ImageRegistryFixture newFixture() {
        return new HarborTeam();
    }

    /** Pushes to the registry and to Harbor's API. */
    private static final class HarborTeam implements ImageRegistryFixture {
        private final FakeHarbor harbor = new FakeHarbor(HarborTestCase.START);
        private final InMemoryImageRegistry distribution = new InMemoryImageRegistry();
        private final ImageRegistry registry;

        private HarborTeam() {
            var patience = Duration.ofSeconds(30);
            var server = new RegistryUrl.Distribution(harbor.url());
            var config = new RegistryConfig(Map.of(FakeHarbor.HOST, server), FakeHarbor.admin(), patience, patience);
            registry = new HarborExtension(new HarborDetector(config, Clock.systemUTC()), Clock.systemUTC())
                    .images(FakeHarbor.HOST, distribution);
        }

        @Override
        public ImageRegistry registry() {
            return registry;
        }

        @Override
        public ImageRepository repository() {
            return HarborTestCase.DEV;
        }

        @Override
        public Digest push(TestImage image, Tag... tags) {
            return known("IMAGE", distribution.push(repository(), image, tags), tags);
        }

        @Override
        public Digest pushIndex(List<TestImage> images, Tag... tags) {
            images.forEach(this::push);
            return known("IMAGE", distribution.pushIndex(repository(), images, tags), tags);
        }

        @Override
        public Digest pushWithAttestation(TestImage image, TestImage attestation, Tag... tags) {
            return pushIndex(List.of(image), tags);
        }

        @Override
        public Digest pushChart(Tag tag) {
            var type = "application/vnd.cncf.helm.config.v1+json";
            return known("CHART", distribution.pushOther(repository(), type, tag), tag);
        }

        @Override
        public Digest pushSignature(Digest image) {
            return known(
                    "IMAGE", distribution.pushSignature(repository(), image), ImageRegistryFixture.signatureTag(image));
        }

        @Override
        public void delete(Digest manifest) {
            distribution.remove(repository(), manifest);
        }

        @Override
        public void makeUnreachable() {
            harbor.close();
            distribution.failWith(Problem.of(ProblemCode.REGISTRY_UNREACHABLE, "the registry is down", "", "wait"));
        }

        private Digest known(String type, Digest digest, Tag... tags) {
            var names = Stream.of(tags).map(Tag::value).toArray(String[]::new);
            return harbor.project("team-a").push("app1/dev", type, digest, HarborTestCase.START, names);
        }

        @Override
        public void close() {
            harbor.close();
        }
    }
}
