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
 * An environment's place at a Harbor: the project, the rule that its tags never move, the webhook policy, a robot account
 * that pushes and one that pulls. Each is looked for before it is made, and once more when somebody else was quicker.
 */
public final class HarborProvisioner implements RegistryProvisioner {
    private final Harbors harbors;
    private final Clock clock;

    /**
     * @param clock tells which robot accounts have expired
     */
    public HarborProvisioner(Harbors harbors, Clock clock) {
        this.harbors = harbors;
        this.clock = clock;
    }

    @Override
    public ProvisioningResult provision(RegistryPlan plan, Consumer<RobotCredential> recipient) {
        var api = harbor(plan.repository());
        var place = HarborPlace.of(plan.repository());
        var steps = new ArrayList<ProvisioningStep>();
        var project = ensureProject(api, place, steps);
        plan.optionalQuota().ifPresent(quota -> steps.add(new HarborQuotas(api, project).ensure(quota)));
        if (plan.immutableTags()) {
            steps.add(new ProvisioningStep(rule(place), new HarborTagRules(api, place).ensure()));
        }
        plan.optionalWebhook().ifPresent(target -> steps.add(new HarborWebhooks(api, place).ensure(target)));
        // Last, so that no secret is handed out for a place that is not finished.
        var robots = new RobotKeeper(new HarborRobots(api, place, project), place, clock, recipient, steps);
        for (var purpose : RobotPurpose.values()) {
            robots.ensure(purpose, plan.optionalValidity());
        }
        return new ProvisioningResult(steps);
    }

    private static HarborProject ensureProject(HarborApi api, HarborPlace place, List<ProvisioningStep> steps) {
        var projects = new HarborProjects(api);
        var before = projects.find(place);
        boolean isMade = before.isEmpty() && projects.create(place);
        steps.add(new ProvisioningStep(project(place), isMade ? Verdict.MADE : Verdict.PRESENT));
        return before.or(() -> projects.find(place))
                .orElseThrow(() -> api.fault(place.projectPath(), "has made the project, and does not show it"));
    }

    @Override
    public ProvisioningResult rotate(RegistryPlan plan, Duration overlap, Consumer<RobotCredential> recipient) {
        if (overlap.isNegative()) {
            throw new IllegalArgumentException("an overlap cannot be negative: " + overlap);
        }
        var api = harbor(plan.repository());
        var place = HarborPlace.of(plan.repository());
        var project = new HarborProjects(api)
                .find(place)
                .orElseThrow(() -> Problem.of(
                                ProblemCode.NO_PROJECT,
                                "the registry " + Quoted.of(api.host()) + " has no project "
                                        + Quoted.of(place.project()),
                                "",
                                "provision the environment before its credentials are rotated")
                        .asException());
        var steps = new ArrayList<ProvisioningStep>();
        var robots = new RobotKeeper(new HarborRobots(api, place, project), place, clock, recipient, steps);
        for (var purpose : RobotPurpose.values()) {
            robots.rotate(purpose, plan.optionalValidity(), overlap);
        }
        return new ProvisioningResult(steps);
    }

    @Override
    public List<RobotAccount> accounts(ImageRepository repository) {
        var api = harbor(repository);
        return robots(api, HarborPlace.of(repository)).map(HarborRobot::account).toList();
    }

    @Override
    public List<String> remains(ImageRepository repository) {
        var api = harbor(repository);
        var place = HarborPlace.of(repository);
        if (new HarborProjects(api).find(place).isEmpty()) {
            return List.of();
        }
        var remains = new ArrayList<>(List.of(project(place)));
        api.find(place.repositoryPath(), "read the repository")
                .map(found -> "repository " + place + " with "
                        + found.path("artifact_count").asLong() + " artifacts")
                .ifPresent(remains::add);
        robots(api, place).map(robot -> RobotKeeper.thing(robot.shown())).forEach(remains::add);
        new HarborTagRules(api, place).find().ifPresent(rule -> remains.add(rule(place)));
        new HarborWebhooks(api, place)
                .ours()
                .forEach(address -> remains.add("webhook of project " + place.project() + " to " + address));
        return List.copyOf(remains);
    }

    /** Newest first. */
    private static Stream<HarborRobot> robots(HarborApi api, HarborPlace place) {
        return new HarborProjects(api)
                .find(place).stream()
                        .map(project -> new HarborRobots(api, place, project))
                        .flatMap(robots ->
                                Stream.of(RobotPurpose.values()).flatMap(purpose -> robots.of(purpose).stream()))
                        .sorted(Comparator.comparing(HarborRobot::created).reversed());
    }

    private HarborApi harbor(ImageRepository repository) {
        return harbors.find(repository.host())
                .orElseThrow(() -> Problem.of(
                                ProblemCode.NOT_PROVISIONABLE,
                                "the registry " + Quoted.of(repository.host())
                                        + " is no Harbor, and nothing can be made there",
                                harbors.url(repository.host()).toString(),
                                "make the place and its accounts by the registry's own means; `idp env create` without"
                                        + " `--provision` leaves them alone")
                        .asException());
    }

    private static String project(HarborPlace place) {
        return "project " + place.project();
    }

    private static String rule(HarborPlace place) {
        return "immutable-tag rule for " + place;
    }
}
