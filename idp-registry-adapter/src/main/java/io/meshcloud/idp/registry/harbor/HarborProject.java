// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.contract.model.Quantity;
import io.meshcloud.idp.spi.provisioning.ProvisioningStep;
import io.meshcloud.idp.spi.provisioning.ProvisioningStep.Verdict;
import java.util.Optional;

/**
 * The project of a repository, and its quota: how much it may store before Harbor refuses a push.
 *
 * <p>Source: Harbor, {@code api/v2.0/swagger.yaml}, {@code Project} and {@code Quota}.
 */
final class HarborProject {
    static final String READ_RIGHT = "read the project";
    private static final String CREATE_RIGHT = "create projects";
    private static final String QUOTA_RIGHT = "manage quotas";

    private final HarborApi api;
    private final HarborRepository repository;

    HarborProject(HarborApi api, HarborRepository repository) {
        this.api = api;
        this.repository = repository;
    }

    /**
     * A project.
     *
     * @param isPublic whether everybody may read its images
     * @param isProxyCache whether it is a cache of another registry, which accepts no pushes
     */
    record Found(long id, boolean isPublic, boolean isProxyCache) {}

    /** The project's number; empty if there is no such project. */
    Optional<Long> findId() {
        return find().map(Found::id);
    }

    /** Empty if there is no such project. */
    Optional<Found> find() {
        var answer = api.get(repository.projectPath());
        if (HarborApi.isNotFound(answer) || (answer.status() == 403 && isUnknown())) {
            return Optional.empty();
        }
        var project = api.succeeded(answer, READ_RIGHT).body();
        long id = project.path("project_id").asLong();
        if (id <= 0) {
            throw api.fault(repository.projectPath(), "returns a project without its number");
        }
        return Optional.of(new Found(
                id,
                project.path("metadata").path("public").asText().equals("true"),
                project.path("registry_id").asLong() > 0));
    }

    /**
     * Harbor answers 403 for a missing project to an account that may not see all projects. Every account may check
     * whether a name is in use.
     */
    private boolean isUnknown() {
        return api.change("HEAD", "/projects?project_name=" + repository.project(), null)
                        .status()
                == 404;
    }

    /** Creates the project, private and with the default quota; false if it was created meanwhile. */
    boolean create() {
        var body = HarborApi.object().put("project_name", repository.project());
        body.putObject("metadata").put("public", "false");
        return api.create("/projects", body, CREATE_RIGHT);
    }

    ProvisioningStep ensureQuota(long projectId, Quantity wanted) {
        var path = "/quotas?reference=project&reference_id=" + projectId;
        var quota = api.list(path, QUOTA_RIGHT).stream()
                .findFirst()
                .orElseThrow(() -> api.fault(path, "has the project, but no quota of it"));
        var thing = "quota of project " + repository.project() + " of " + wanted;
        long bytes = wanted.amount().longValue();
        if (quota.at("/hard/storage").asLong() == bytes) {
            return new ProvisioningStep(thing, Verdict.PRESENT);
        }
        var body = HarborApi.object();
        body.putObject("hard").put("storage", bytes);
        api.succeeded(api.change("PUT", "/quotas/" + quota.path("id").asLong(), body), QUOTA_RIGHT);
        return new ProvisioningStep(thing, Verdict.CORRECTED);
    }
}
