// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.spi.provisioning.ProvisioningResult;
import io.meshcloud.idp.spi.provisioning.RegistryPlan;
import io.meshcloud.idp.spi.provisioning.RobotCredential;
import io.meshcloud.idp.spi.provisioning.Secret;
import io.meshcloud.idp.spi.provisioning.WebhookTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A provisioner of the fake, and the credentials that it handed out. */
abstract class ProvisioningTestCase extends HarborTestCase {
    static final ImageRepository APP = repository("likvid-hello-prod/app");
    static final String ADDRESS = "https://idp.example.tld/hooks/harbor";
    static final Secret AUTHORIZATION = Secret.of("Bearer Webhook-Secret-1");
    static final String PUSH = "robot account robot$likvid-hello-prod+app-push";
    static final String PULL = "robot account robot$likvid-hello-prod+app-pull";

    final List<RobotCredential> handedOut = new ArrayList<>();

    static RegistryPlan plan() {
        return plan(APP);
    }

    static RegistryPlan plan(ImageRepository repository) {
        return new RegistryPlan(repository, true, null, new WebhookTarget(ADDRESS, AUTHORIZATION), Duration.ofDays(90));
    }

    HarborProvisioner provisioner() {
        return new HarborProvisioner(harbors(), clock);
    }

    ProvisioningResult provision() {
        return provision(plan());
    }

    ProvisioningResult provision(RegistryPlan plan) {
        return provisioner().provision(plan, handedOut::add);
    }

    /** Each step with its verdict. */
    static List<String> said(ProvisioningResult done) {
        return done.steps().stream()
                .map(step -> step.thing() + ": " + step.verdict().word())
                .toList();
    }

    /** The secrets that were handed out last, by account. */
    Map<String, String> secrets() {
        return handedOut.stream()
                .collect(Collectors.toMap(
                        one -> one.account().name(), one -> one.secret().reveal(), (earlier, later) -> later));
    }

    /** The secrets that the fake accepts, by account. */
    Map<String, String> good() {
        return harbor.robots.robots.entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getValue().get("name").asText(),
                        entry -> harbor.robots.secrets.get(entry.getKey())));
    }
}
