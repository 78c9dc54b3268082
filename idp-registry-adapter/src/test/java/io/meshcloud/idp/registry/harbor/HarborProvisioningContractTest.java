// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.spi.provisioning.PushRights;
import io.meshcloud.idp.spi.provisioning.RegistryProvisioner;
import io.meshcloud.idp.spi.provisioning.RobotCredential;
import io.meshcloud.idp.testkit.provisioning.ProvisioningFixture;
import io.meshcloud.idp.testkit.provisioning.PushRightsContract;
import io.meshcloud.idp.testkit.provisioning.RegistryProvisioningContract;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;

class HarborProvisioningContractTest {
    @Nested
    class Provisioning extends RegistryProvisioningContract {
        @Override
        protected ProvisioningFixture newFixture() {
            return new HarborFixture();
        }
    }

    @Nested
    class Rights extends PushRightsContract {
        @Override
        protected ProvisioningFixture newFixture() {
            return new HarborFixture();
        }
    }

    private static final class HarborFixture extends HarborTestCase implements ProvisioningFixture {
        private final RegistryProvisioner provisioner;
        private final PushRights rights;

        private HarborFixture() {
            start();
            provisioner = new HarborProvisioner(harbors(), clock);
            rights = new HarborPushRights(harbors());
        }

        @Override
        public RegistryProvisioner provisioner() {
            return provisioner;
        }

        @Override
        public PushRights pushRights() {
            return rights;
        }

        @Override
        public ImageRepository repository() {
            return repository("team-a/app");
        }

        @Override
        public ImageRepository repositoryOfAnotherGroup() {
            return repository("team-b/app");
        }

        @Override
        public Instant now() {
            return harbor.now;
        }

        @Override
        public void advance(Duration time) {
            harbor.advance(time);
        }

        @Override
        public boolean accepts(RobotCredential credential) {
            return harbor.robots.robots.entrySet().stream().anyMatch(entry -> {
                var robot = entry.getValue();
                long expires = robot.get("expires_at").asLong();
                return robot.get("name").asText().equals(credential.account().name())
                        && credential.secret().reveal().equals(harbor.robots.secrets.get(entry.getKey()))
                        && !robot.get("disable").asBoolean()
                        && (expires < 0 || Instant.ofEpochSecond(expires).isAfter(harbor.now));
            });
        }

        @Override
        public int changes() {
            return harbor.changesSoFar();
        }

        @Override
        public void failChange(int number) {
            var changes = new AtomicInteger();
            harbor.first = request -> {
                boolean isRead =
                        request.method().equals("GET") || request.method().equals("HEAD");
                return !isRead && changes.incrementAndGet() == number ? FakeReply.error(500, "INTERNAL") : null;
            };
        }

        @Override
        public void makeUnreachable() {
            harbor.close();
        }

        @Override
        public void close() {
            stop();
        }
    }
}
