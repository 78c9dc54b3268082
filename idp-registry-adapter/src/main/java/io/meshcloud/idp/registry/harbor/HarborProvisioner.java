// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.spi.provisioning.ProvisioningResult;
import io.meshcloud.idp.spi.provisioning.ProvisioningStep;
import io.meshcloud.idp.spi.provisioning.ProvisioningStep.Verdict;
import io.meshcloud.idp.spi.provisioning.RegistryPlan;
import io.meshcloud.idp.spi.provisioning.RegistryProvisioner;
import io.meshcloud.idp.spi.provisioning.RobotAccount;
import io.meshcloud.idp.spi.provisioning.RobotCredential;
import io.meshcloud.idp.spi.provisioning.RobotPurpose;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Provisions an environment at a Harbor: its project and quota, the rule that its tags never move, the webhook policy,
 * a robot account that pushes and one that pulls. Each step first looks for an existing object, and looks again if
 * another process created the object meanwhile.
 */
public final class HarborProvisioner implements RegistryProvisioner {
    private final HarborDetector harbors;
    private final Clock clock;

    /**
     * @param clock the time, for the expiry of robot accounts
     */
    public HarborProvisioner(HarborDetector harbors, Clock clock) {
        this.harbors = harbors;
        this.clock = clock;
    }

    @Override
    public ProvisioningResult provision(RegistryPlan plan, Consumer<RobotCredential> recipient) {
        var api = harbor(plan.repository());
        var repository = HarborRepository.of(plan.repository());
        var project = new HarborProject(api, repository);
        var steps = new ArrayList<ProvisioningStep>();
        var warnings = new ArrayList<String>();
        var found = ensureProject(api, repository, project, steps);
        if (found.isPublic()) {
            warnings.add(publicProject(plan, api, repository));
        }
        long projectId = found.id();
        plan.optionalQuota().ifPresent(quota -> steps.add(project.ensureQuota(projectId, quota)));
        if (plan.immutableTags()) {
            steps.add(new ProvisioningStep(ruleThing(repository), new HarborTagRules(api, repository).ensure()));
        }
        plan.optionalWebhook().ifPresent(target -> steps.add(new HarborWebhooks(api, repository).ensure(target)));
        // The accounts are created last, so that no secret is handed out before everything else is ready.
        var robots = new RobotProvisioning(
                new HarborRobots(api, repository, projectId), repository, clock, recipient, steps);
        for (var purpose : purposes(found, repository, warnings)) {
            robots.ensure(purpose, plan.validity());
        }
        return new ProvisioningResult(steps, warnings);
    }

    /** The warning about a public project, if the plan accepts it. */
    private static String publicProject(RegistryPlan plan, HarborApi api, HarborRepository repository) {
        var what = "the project " + Quoted.of(repository.project()) + " of the Harbor " + Quoted.of(api.host())
                + " is public: everybody may pull its images";
        if (plan.acceptPublic()) {
            return what;
        }
        throw Problem.of(
                        ProblemCode.NOT_PROVISIONABLE,
                        what,
                        "",
                        "make the project private at the Harbor, or accept it with --force")
                .asException();
    }

    /** A cache of another registry accepts no pushes, so it gets no account that pushes. */
    private static List<RobotPurpose> purposes(
            HarborProject.Found project, HarborRepository repository, List<String> warnings) {
        if (!project.isProxyCache()) {
            return List.of(RobotPurpose.values());
        }
        warnings.add("the project " + Quoted.of(repository.project())
                + " is a cache of another registry, which accepts no pushes: idp creates no account that pushes");
        return List.of(RobotPurpose.PULL);
    }

    private static HarborProject.Found ensureProject(
            HarborApi api, HarborRepository repository, HarborProject project, List<ProvisioningStep> steps) {
        var existing = project.find();
        boolean created = existing.isEmpty() && project.create();
        steps.add(new ProvisioningStep(projectThing(repository), created ? Verdict.MADE : Verdict.PRESENT));
        return existing.or(project::find)
                .orElseThrow(() ->
                        api.fault(repository.projectPath(), "reports that the project exists, but does not return it"));
    }

    @Override
    public ProvisioningResult rotate(RegistryPlan plan, Duration overlap, Consumer<RobotCredential> recipient) {
        if (overlap.isNegative()) {
            throw new IllegalArgumentException("an overlap cannot be negative: " + overlap);
        }
        var api = harbor(plan.repository());
        var repository = HarborRepository.of(plan.repository());
        var found = new HarborProject(api, repository)
                .find()
                .orElseThrow(() -> Problem.of(
                                ProblemCode.NO_PROJECT,
                                "the registry " + Quoted.of(api.host()) + " has no project "
                                        + Quoted.of(repository.project()),
                                "",
                                "provision the environment before its credentials are rotated")
                        .asException());
        var steps = new ArrayList<ProvisioningStep>();
        var warnings = new ArrayList<String>();
        var robots = new RobotProvisioning(
                new HarborRobots(api, repository, found.id()), repository, clock, recipient, steps);
        for (var purpose : purposes(found, repository, warnings)) {
            robots.rotate(purpose, plan.validity(), overlap);
        }
        return new ProvisioningResult(steps, warnings);
    }

    @Override
    public List<RobotAccount> accounts(ImageRepository repository) {
        var api = harbor(repository);
        return robots(api, HarborRepository.of(repository))
                .map(HarborRobot::account)
                .toList();
    }

    @Override
    public List<String> remains(ImageRepository imageRepository) {
        var api = harbor(imageRepository);
        var repository = HarborRepository.of(imageRepository);
        if (new HarborProject(api, repository).findId().isEmpty()) {
            return List.of();
        }
        var remains = new ArrayList<>(List.of(projectThing(repository)));
        api.find(repository.repositoryPath(), "read the repository")
                .map(found -> "repository " + repository + " with "
                        + found.path("artifact_count").asLong() + " artifacts")
                .ifPresent(remains::add);
        robots(api, repository)
                .map(robot -> RobotProvisioning.thing(robot.login()))
                .forEach(remains::add);
        new HarborTagRules(api, repository).find().ifPresent(rule -> remains.add(ruleThing(repository)));
        var webhooks = new HarborWebhooks(api, repository);
        webhooks.addresses().forEach(address -> remains.add(webhooks.thing(address)));
        return List.copyOf(remains);
    }

    /** The accounts of both purposes, newest first. */
    private static Stream<HarborRobot> robots(HarborApi api, HarborRepository repository) {
        return new HarborProject(api, repository)
                .findId().stream()
                        .map(projectId -> new HarborRobots(api, repository, projectId))
                        .flatMap(robots ->
                                Stream.of(RobotPurpose.values()).flatMap(purpose -> robots.of(purpose).stream()))
                        .sorted(Comparator.comparing(HarborRobot::created).reversed());
    }

    private HarborApi harbor(ImageRepository repository) {
        return harbors.find(repository.host())
                .orElseThrow(() -> Problem.of(
                                ProblemCode.NOT_PROVISIONABLE,
                                "the registry " + Quoted.of(repository.host())
                                        + " is not a Harbor, and idp can create nothing there",
                                harbors.url(repository.host()).toString(),
                                "create the repository and its accounts with the registry's own tools; `idp env create`"
                                        + " without `--provision` does not need them")
                        .asException());
    }

    private static String projectThing(HarborRepository repository) {
        return "project " + repository.project();
    }

    private static String ruleThing(HarborRepository repository) {
        return "immutable-tag rule for " + repository;
    }
}
