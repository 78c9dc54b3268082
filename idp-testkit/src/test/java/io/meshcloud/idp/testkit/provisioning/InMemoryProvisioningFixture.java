// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.provisioning;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.provisioning.PushRights;
import io.meshcloud.idp.spi.provisioning.RegistryProvisioner;
import io.meshcloud.idp.spi.provisioning.RobotCredential;
import io.meshcloud.idp.testkit.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/** A registry in memory, and the implementation under test that uses it. */
final class InMemoryProvisioningFixture implements ProvisioningFixture {
    private final MutableClock clock = new MutableClock(Instant.parse("2026-10-01T12:00:00Z"));
    private final InMemoryRegistryProvisioner good = new InMemoryRegistryProvisioner(clock);
    private final RegistryProvisioner tested;
    private final PushRights rights;

    /**
     * @param tested wraps the registry in the provisioner under test
     * @param rights wraps the registry in the push rights under test
     */
    InMemoryProvisioningFixture(
            Function<InMemoryRegistryProvisioner, RegistryProvisioner> tested,
            Function<InMemoryRegistryProvisioner, PushRights> rights) {
        this.tested = tested.apply(good);
        this.rights = rights.apply(good);
    }

    @Override
    public RegistryProvisioner provisioner() {
        return tested;
    }

    @Override
    public PushRights pushRights() {
        return rights;
    }

    @Override
    public ImageRepository repository() {
        return ImageRepository.parse("registry.example.org/team-a/app");
    }

    @Override
    public ImageRepository repositoryOfAnotherGroup() {
        return ImageRepository.parse("registry.example.org/team-b/app");
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public void advance(Duration time) {
        clock.advance(time);
    }

    @Override
    public boolean accepts(RobotCredential credential) {
        return good.accepts(credential);
    }

    @Override
    public int changes() {
        return good.changes();
    }

    @Override
    public void failChange(int number) {
        good.failChange(number);
    }

    @Override
    public void makeUnreachable() {
        good.failWith(Problem.of(ProblemCode.REGISTRY_UNREACHABLE, "the registry is down", "", "wait"));
    }
}
