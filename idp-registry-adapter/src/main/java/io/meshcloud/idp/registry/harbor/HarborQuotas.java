package io.meshcloud.idp.registry.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import io.meshcloud.idp.contract.model.Quantity;
import io.meshcloud.idp.spi.provisioning.ProvisioningStep;
import io.meshcloud.idp.spi.provisioning.ProvisioningStep.Verdict;

/**
 * How much a project may store; a push that exceeds it is refused.
 *
 * <p>Source: Harbor, {@code api/v2.0/swagger.yaml}, {@code Quota}.
 */
final class HarborQuotas {
    private static final String RIGHT = "manage quotas";

    private final HarborApi api;
    private final HarborProject project;

    HarborQuotas(HarborApi api, HarborProject project) {
        this.api = api;
        this.project = project;
    }

    ProvisioningStep ensure(Quantity wanted) {
        var path = "/quotas?reference=project&reference_id=" + project.id();
        var quota = api.list(path, RIGHT).stream()
                .findFirst()
                .orElseThrow(() -> api.fault(path, "knows the project, and no quota of it"));
        var thing = "quota of project " + project.name() + " of " + wanted;
        long bytes = bytes(wanted);
        if (quota.at("/hard/storage").asLong() == bytes) {
            return new ProvisioningStep(thing, Verdict.PRESENT);
        }
        api.succeeded(api.change("PUT", "/quotas/" + quota.path("id").asLong(), limit(bytes)), RIGHT);
        return new ProvisioningStep(thing, Verdict.MENDED);
    }

    private static long bytes(Quantity wanted) {
        return wanted.amount().longValue();
    }

    private static JsonNode limit(long bytes) {
        var body = HarborApi.object();
        body.putObject("hard").put("storage", bytes);
        return body;
    }
}
