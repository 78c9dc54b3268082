// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A registry in memory, and the implementation under test that uses it. */
final class InMemoryRegistryFixture implements GuardedRegistryFixture, PullPolicyFixture, CutListFixture {
    private final InMemoryImageRegistry all = new InMemoryImageRegistry();
    private final List<Digest> pushed = new ArrayList<>();
    private final ImageRegistry tested;

    /**
     * @param tested wraps the registry in the implementation under test
     */
    InMemoryRegistryFixture(Function<InMemoryImageRegistry, ImageRegistry> tested) {
        this.tested = tested.apply(all);
    }

    @Override
    public ImageRegistry registry() {
        return tested;
    }

    @Override
    public ImageRepository repository() {
        return ImageRepository.parse("registry.example.org/team-a/app1/dev");
    }

    @Override
    public Digest push(TestImage image, Tag... tags) {
        var digest = all.push(repository(), image, tags);
        pushed.add(digest);
        return digest;
    }

    @Override
    public Digest pushIndex(List<TestImage> images, Tag... tags) {
        return all.pushIndex(repository(), images, tags);
    }

    @Override
    public Digest pushWithAttestation(TestImage image, TestImage attestation, Tag... tags) {
        return all.pushIndex(repository(), List.of(image), tags);
    }

    @Override
    public Digest pushChart(Tag tag) {
        return all.pushOther(repository(), "application/vnd.cncf.helm.config.v1+json", tag);
    }

    @Override
    public Digest pushSignature(Digest image) {
        return all.pushSignature(repository(), image);
    }

    @Override
    public void delete(Digest manifest) {
        all.remove(repository(), manifest);
    }

    @Override
    public void makeUnreachable() {
        all.failWith(Problem.of(ProblemCode.REGISTRY_UNREACHABLE, "the registry is down", "", "wait"));
    }

    @Override
    public ImageRepository otherRepository() {
        return ImageRepository.parse("registry.example.org/team-b/app1/dev");
    }

    @Override
    public Digest pushToOther(TestImage image, Tag tag) {
        return all.push(otherRepository(), image, tag);
    }

    /** Nobody notices that access expires. */
    @Override
    public void expireAccess() {}

    @Override
    public void denyAccess() {
        all.failWith(repository(), Problem.of(ProblemCode.REGISTRY_DENIED, "access is denied", "", "log in"));
    }

    @Override
    public void refuseImages() {
        pushed.forEach(digest -> all.refusePulls(repository(), digest, "the image is not signed"));
    }

    @Override
    public void allowImages() {
        all.allowPulls();
    }

    @Override
    public void cutLists() {
        all.failWith(repository(), Problem.of(ProblemCode.REGISTRY_FAULT, "the list is cut", "", "wait"));
    }
}
