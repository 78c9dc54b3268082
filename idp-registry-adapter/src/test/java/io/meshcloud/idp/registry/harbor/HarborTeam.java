// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.RoutingImageRegistry;
import io.meshcloud.idp.registry.RoutingImageTransfer;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.config.RegistryUrl;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.ImageTransfer;
import io.meshcloud.idp.testkit.registry.CutListFixture;
import io.meshcloud.idp.testkit.registry.GuardedRegistryFixture;
import io.meshcloud.idp.testkit.registry.ImageRegistryFixture;
import io.meshcloud.idp.testkit.registry.PullPolicyFixture;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A team that pushes to the fake Harbor. Each image is pushed at the time at which it was created. */
final class HarborTeam implements GuardedRegistryFixture, PullPolicyFixture, CutListFixture {
    private static final ImageRepository OTHER = HarborTestCase.repository("team-b/app1/dev");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2027-01-01T00:00:00Z"), ZoneOffset.UTC);

    private final FakeHarbor harbor = new FakeHarbor(HarborTestCase.START);
    private final ImageRegistry registry;
    private final ImageTransfer transfer;

    HarborTeam() {
        var patience = Duration.ofSeconds(30);
        var server = new RegistryUrl.Distribution(harbor.url());
        var config = new RegistryConfig(Map.of(FakeHarbor.HOST, server), FakeHarbor.admin(), patience, patience);
        registry =
                new RoutingImageRegistry(config, CLOCK, new HarborExtension(new HarborDetector(config, CLOCK), CLOCK));
        transfer = new RoutingImageTransfer(config, CLOCK);
    }

    @Override
    public ImageRegistry registry() {
        return registry;
    }

    @Override
    public ImageTransfer transfer() {
        return transfer;
    }

    @Override
    public ImageRepository repository() {
        return HarborTestCase.DEV;
    }

    /** An image is pushed at the start if it has no created time. */
    @Override
    public @Nullable ImageTime time(@Nullable Instant created) {
        return ImageTime.pushed(Optional.ofNullable(created).orElse(HarborTestCase.START));
    }

    @Override
    public boolean listsPartsOfAnIndex() {
        return false;
    }

    private void pushAt(@Nullable Instant created) {
        harbor.now = Optional.ofNullable(created).orElse(HarborTestCase.START);
    }

    @Override
    public Digest push(TestImage image, Tag... tags) {
        return push(repository(), image, tags);
    }

    /** Where a policy demands signatures, the image is signed. */
    private Digest push(ImageRepository to, TestImage image, Tag... tags) {
        pushAt(image.created());
        var digest = harbor.oci.push(to, "IMAGE", manifest(to, image), names(tags));
        if (harbor.project("team-a").requiresSignatures) {
            pushSignature(digest);
        }
        return digest;
    }

    private static String[] names(Tag... tags) {
        return Stream.of(tags).map(Tag::value).toArray(String[]::new);
    }

    private ObjectNode manifest(ImageRepository to, TestImage image) {
        var config = HarborApi.object().put("architecture", "amd64").put("os", "linux");
        if (image.created() != null) {
            config.put("created", image.created().toString());
        }
        var labels = config.putObject("config").putObject("Labels").put("content", image.content());
        if (image.source() != null) {
            labels.put("org.opencontainers.image.source", image.source());
        }
        if (image.revision() != null) {
            labels.put("org.opencontainers.image.revision", image.revision());
        }
        return harbor.oci.manifest(to, MediaTypes.OCI_CONFIG, config.toString(), "layer of " + image.content());
    }

    @Override
    public Digest pushIndex(List<TestImage> images, Tag... tags) {
        var newest = images.stream()
                .flatMap(image -> Stream.ofNullable(image.created()))
                .max(Instant::compareTo)
                .orElse(null);
        var parts = images.stream().map(this::part).toList();
        pushAt(newest);
        return index(parts, tags);
    }

    private ObjectNode part(TestImage image) {
        var manifest = manifest(repository(), image);
        pushAt(image.created());
        harbor.oci.push(repository(), "IMAGE", manifest);
        return harbor.oci.descriptorOf(manifest);
    }

    private Digest index(List<ObjectNode> parts, Tag... tags) {
        var index = HarborApi.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
        index.putArray("manifests").addAll(parts);
        return harbor.oci.push(repository(), "IMAGE", index, names(tags));
    }

    @Override
    public Digest pushWithAttestation(TestImage image, TestImage attestation, Tag... tags) {
        var aside = part(attestation);
        aside.putObject("annotations").put("vnd.docker.reference.type", "attestation-manifest");
        aside.putObject("platform").put("architecture", "unknown").put("os", "unknown");
        return index(List.of(part(image), aside), tags);
    }

    @Override
    public Digest pushChart(Tag tag) {
        var type = "application/vnd.cncf.helm.config.v1+json";
        return harbor.oci.push(
                repository(), "CHART", harbor.oci.manifest(repository(), type, "{}", "a chart"), tag.value());
    }

    /** Harbor reports it as an image. */
    @Override
    public Digest pushSignature(Digest image) {
        var type = "application/vnd.dev.cosign.simplesigning.v1+json";
        return harbor.oci.push(
                repository(),
                "IMAGE",
                harbor.oci.manifest(repository(), type, "{}", "signature of " + image),
                ImageRegistryFixture.signatureTag(image).value());
    }

    @Override
    public void delete(Digest manifest) {
        harbor.oci.delete(repository(), manifest);
    }

    @Override
    public void makeUnreachable() {
        harbor.close();
    }

    @Override
    public ImageRepository otherRepository() {
        return OTHER;
    }

    @Override
    public Digest pushToOther(TestImage image, Tag tag) {
        return push(OTHER, image, tag);
    }

    @Override
    public void expireAccess() {
        harbor.oci.expireTokens();
    }

    @Override
    public void denyAccess() {
        harbor.project("team-a").mayBeRead = false;
        harbor.project("team-a").mayBePulled = false;
        harbor.oci.expireTokens();
    }

    @Override
    public void refuseImages() {
        harbor.project("team-a").requiresSignatures = true;
    }

    @Override
    public void allowImages() {
        harbor.project("team-a").requiresSignatures = false;
    }

    /** The header with the total is sent before the body. */
    @Override
    public void cutLists() {
        harbor.last = FakeReply::withoutLastEntry;
    }

    @Override
    public void close() {
        harbor.close();
        assertThat(harbor.objections()).isEmpty();
    }
}
