// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.provisioning;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.provisioning.ProvisioningResult;
import io.meshcloud.idp.spi.provisioning.ProvisioningStep;
import io.meshcloud.idp.spi.provisioning.ProvisioningStep.Verdict;
import io.meshcloud.idp.spi.provisioning.PushRights;
import io.meshcloud.idp.spi.provisioning.RegistryPlan;
import io.meshcloud.idp.spi.provisioning.RegistryProvisioner;
import io.meshcloud.idp.spi.provisioning.RobotAccount;
import io.meshcloud.idp.spi.provisioning.RobotCredential;
import io.meshcloud.idp.spi.provisioning.RobotPurpose;
import io.meshcloud.idp.spi.provisioning.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A registry in memory that grants push rights for a project, which is the first part of a path, and can be made to
 * fail. Safe for use by many threads.
 */
public final class InMemoryRegistryProvisioner implements RegistryProvisioner, PushRights {
    private final Clock clock;
    private final Map<ImageRepository, Map<String, String>> things = new LinkedHashMap<>();
    private final Map<ImageRepository, List<RobotCredential>> accounts = new LinkedHashMap<>();
    private @Nullable Problem problem;
    private int created;
    private int changes;
    private int failing;

    /**
     * @param clock the time, for the expiry of accounts
     */
    public InMemoryRegistryProvisioner(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized ProvisioningResult provision(RegistryPlan plan, Consumer<RobotCredential> recipient) {
        requireReachable();
        var repository = plan.repository();
        var steps = new ArrayList<ProvisioningStep>();
        steps.add(ensure(repository, "repository " + repository, ""));
        plan.optionalQuota().ifPresent(quota -> steps.add(ensure(repository, "quota", quota.toString())));
        if (plan.immutableTags()) {
            steps.add(ensure(repository, "immutable-tag rule", ""));
        }
        plan.optionalWebhook()
                .ifPresent(webhook -> steps.add(ensure(
                        repository,
                        "webhook to " + webhook.address(),
                        webhook.authorization().reveal())));
        for (var purpose : RobotPurpose.values()) {
            steps.add(existing(repository, purpose)
                    .map(account -> step(account, Verdict.PRESENT))
                    .orElseGet(() -> create(plan, purpose, recipient)));
        }
        return new ProvisioningResult(steps);
    }

    private ProvisioningStep ensure(ImageRepository repository, String thing, String value) {
        var existing = things.getOrDefault(repository, Map.of()).get(thing);
        if (value.equals(existing)) {
            return new ProvisioningStep(thing, Verdict.PRESENT);
        }
        beforeChange();
        things.computeIfAbsent(repository, any -> new LinkedHashMap<>()).put(thing, value);
        return new ProvisioningStep(thing, existing == null ? Verdict.MADE : Verdict.CORRECTED);
    }

    private Optional<RobotAccount> existing(ImageRepository repository, RobotPurpose purpose) {
        return newestFirst(repository).stream()
                .filter(account -> account.purpose() == purpose && !isExpired(account))
                .findFirst();
    }

    private ProvisioningStep create(RegistryPlan plan, RobotPurpose purpose, Consumer<RobotCredential> recipient) {
        beforeChange();
        created++;
        var expires = plan.optionalValidity().map(clock.instant()::plus).orElse(null);
        var account = new RobotAccount(purpose, "robot-" + purpose.word() + "-" + created, expires, false);
        var credential = new RobotCredential(account, Secret.of("secret-" + created));
        stored(plan.repository()).add(0, credential);
        recipient.accept(credential);
        return step(account, Verdict.MADE);
    }

    @Override
    public synchronized ProvisioningResult rotate(
            RegistryPlan plan, Duration overlap, Consumer<RobotCredential> recipient) {
        if (overlap.isNegative()) {
            throw new IllegalArgumentException("an overlap cannot be negative: " + overlap);
        }
        requireReachable();
        var steps = new ArrayList<ProvisioningStep>();
        for (var purpose : RobotPurpose.values()) {
            var old = stored(plan.repository()).stream()
                    .filter(credential -> credential.account().purpose() == purpose)
                    .toList();
            steps.add(create(plan, purpose, recipient));
            old.forEach(credential -> steps.addAll(retire(plan.repository(), credential, overlap)));
        }
        return new ProvisioningResult(steps);
    }

    private List<ProvisioningStep> retire(ImageRepository repository, RobotCredential credential, Duration overlap) {
        var account = credential.account();
        if (overlap.isZero() || isExpired(account)) {
            beforeChange();
            stored(repository).remove(credential);
            return List.of(step(account, Verdict.REMOVED));
        }
        var end = clock.instant().plus(overlap);
        if (account.expiry().filter(expiry -> !expiry.isAfter(end)).isPresent()) {
            return List.of();
        }
        beforeChange();
        var shortened = new RobotAccount(account.purpose(), account.name(), end, account.disabled());
        stored(repository)
                .replaceAll(other ->
                        other.equals(credential) ? new RobotCredential(shortened, credential.secret()) : other);
        return List.of(step(account, Verdict.CORRECTED));
    }

    @Override
    public synchronized List<RobotAccount> accounts(ImageRepository repository) {
        requireReachable();
        return newestFirst(repository);
    }

    @Override
    public synchronized List<String> remains(ImageRepository repository) {
        requireReachable();
        var remains = new ArrayList<>(things.getOrDefault(repository, Map.of()).keySet());
        newestFirst(repository).forEach(account -> remains.add("robot account " + account.name()));
        return List.copyOf(remains);
    }

    @Override
    public synchronized Optional<String> reach(ImageRepository repository) {
        requireReachable();
        return Optional.of("the project " + repository.path().split("/", 2)[0]);
    }

    /** Whether a login with the credential is accepted now. */
    public synchronized boolean accepts(RobotCredential credential) {
        return accounts.values().stream()
                .flatMap(List::stream)
                .anyMatch(stored -> stored.account()
                                .name()
                                .equals(credential.account().name())
                        && stored.secret().reveal().equals(credential.secret().reveal())
                        && stored.account().state(clock.instant()) == RobotAccount.State.GOOD);
    }

    /** How many changes were made. */
    public synchronized int changes() {
        return changes;
    }

    /** From now on each request fails with this problem. */
    public synchronized void failWith(Problem answer) {
        problem = answer;
    }

    /** Makes one of the next changes fail once, without being made. */
    public synchronized void failChange(int number) {
        failing = number;
    }

    private void beforeChange() {
        if (failing > 0 && --failing == 0) {
            throw Problem.of(ProblemCode.REGISTRY_FAULT, "the registry answers with an error", "", "try again")
                    .asException();
        }
        changes++;
    }

    private void requireReachable() {
        if (problem != null) {
            throw problem.asException();
        }
    }

    private List<RobotCredential> stored(ImageRepository repository) {
        return accounts.computeIfAbsent(repository, any -> new ArrayList<>());
    }

    private List<RobotAccount> newestFirst(ImageRepository repository) {
        return accounts.getOrDefault(repository, List.of()).stream()
                .map(RobotCredential::account)
                .toList();
    }

    private boolean isExpired(RobotAccount account) {
        Instant now = clock.instant();
        return account.expiry().filter(expiry -> !expiry.isAfter(now)).isPresent();
    }

    private static ProvisioningStep step(RobotAccount account, Verdict verdict) {
        return new ProvisioningStep("robot account " + account.name(), verdict);
    }
}
