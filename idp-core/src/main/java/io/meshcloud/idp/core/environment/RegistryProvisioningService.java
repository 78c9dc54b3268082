// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.core.observe.Observers;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.view.ContractReaders;
import io.meshcloud.idp.core.view.EnvironmentScope;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.observe.Event;
import io.meshcloud.idp.spi.provisioning.RegistryProvisioner;
import io.meshcloud.idp.spi.provisioning.RobotAccount;
import io.meshcloud.idp.spi.provisioning.RobotCredential;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Provisions the registry target of an environment: the repository that a team pushes to, and the accounts that may
 * push and pull (ADR-004, "Provisioning"). The caller needs the grant to create the environment. A failure is an
 * {@link IdpException}; what was created before the failure stays.
 */
public final class RegistryProvisioningService {
    private final StateRepository repository;
    private final EnvironmentService environments;
    private final PlatformView platforms;
    private final RegistryProvisioner registry;
    private final Observers observers;

    public RegistryProvisioningService(
            StateRepository repository,
            EnvironmentService environments,
            PlatformView platforms,
            RegistryProvisioner registry,
            Observers observers) {
        this.repository = Objects.requireNonNull(repository, "repository");
        this.environments = Objects.requireNonNull(environments, "environments");
        this.platforms = Objects.requireNonNull(platforms, "platforms");
        this.registry = Objects.requireNonNull(registry, "registry");
        this.observers = Objects.requireNonNull(observers, "observers");
    }

    /**
     * Provisions the registry target, then creates the environment. A request that would be refused is refused before
     * anything is created, and repeating a request that failed half-way completes it. A dry run creates nothing.
     */
    public CreateResult create(CreateRequest request, ProvisioningOptions options, CredentialRecipient recipient) {
        var preview = environments.create(request.asDryRun());
        boolean wasDoneBefore = preview instanceof ChangeOutcome.Changed;
        if (request.context().dryRun() || wasDoneBefore || preview instanceof ChangeOutcome.Rejected) {
            return new CreateResult(preview, null);
        }
        var platform = platforms.inUse(repository.snapshot());
        var target = ContractFiles.readAppEnvironment("app-env.yaml", request.file())
                .match(document -> RegistryTarget.of(request.address(), document.value(), platform), findings -> {
                    throw new IllegalStateException("a file that breaks the contract was not refused");
                });
        var made = provisionFirst(target, options, recipient);
        return new CreateResult(environments.create(request), made);
    }

    private ProvisionedTarget provisionFirst(
            RegistryTarget target, ProvisioningOptions options, CredentialRecipient recipient) {
        try {
            return provision(target, options, recipient);
        } catch (IdpException e) {
            var problem = e.problem();
            throw new Problem(
                            problem.code(),
                            problem.what() + "; nothing was committed",
                            problem.where(),
                            problem.fix(),
                            problem.findings(),
                            problem.lasting())
                    .asException(e);
        }
    }

    /** Creates the missing parts of the registry target of an existing environment. */
    public ProvisionedTarget provision(
            EnvironmentAddress address, ProvisioningOptions options, Caller caller, CredentialRecipient recipient) {
        return provision(target(address, caller), options, recipient);
    }

    private ProvisionedTarget provision(
            RegistryTarget target, ProvisioningOptions options, CredentialRecipient recipient) {
        return new ProvisionedTarget(target, registry.provision(options.plan(target), observed(target, recipient)));
    }

    /**
     * Creates new accounts in addition to the old ones.
     *
     * @param validity how long the new accounts are valid, in whole days; absent means without limit
     * @param overlap the shortest time for which the old secrets stay valid; zero ends them immediately
     */
    public ProvisionedTarget rotate(
            EnvironmentAddress address,
            @Nullable Duration validity,
            Duration overlap,
            Caller caller,
            CredentialRecipient recipient) {
        var target = target(address, caller);
        var options = new ProvisioningOptions(null, null, null, validity, true);
        return new ProvisionedTarget(
                target, registry.rotate(options.plan(target), overlap, observed(target, recipient)));
    }

    /** The accounts that were created for an environment, newest first. */
    public List<RobotAccount> accounts(RegistryTarget target) {
        var accounts = registry.accounts(target.repository());
        accounts.forEach(account -> observe(target, account));
        return accounts;
    }

    private Consumer<RobotCredential> observed(RegistryTarget target, CredentialRecipient recipient) {
        return credential -> {
            observe(target, credential.account());
            recipient.receive(target, credential);
        };
    }

    private void observe(RegistryTarget target, RobotAccount account) {
        observers.observe(at -> new Event.AccountSeen(at, target.repository(), account));
    }

    /**
     * The registry target of an existing environment.
     *
     * @throws IdpException if there is no such environment, its file is broken, or the caller is not allowed to use it
     */
    public RegistryTarget target(EnvironmentAddress address, Caller caller) {
        var scope = EnvironmentScope.read(platforms, repository.snapshot(), address, caller, Action.CREATE)
                .flatMap(found -> found.requireEnvironment(repository::history, caller))
                .orThrow();
        return RegistryTarget.of(address, scope.file().value(), scope.platform());
    }

    /** Retires the environment, and warns about what stays at the registry, where nothing is deleted. */
    public ChangeOutcome retire(EnvironmentAddress address, RequestContext context) {
        var tracked = tracked(repository.snapshot(), address);
        var outcome = environments.retire(address, context);
        return outcome instanceof ChangeOutcome.Rejected
                ? outcome
                : outcome.with(List.of(tracked.map(this::remains).orElseGet(RegistryProvisioningService::unknown)));
    }

    private Optional<ImageRepository> tracked(Snapshot snapshot, EnvironmentAddress address) {
        return EnvironmentScope.read(platforms, snapshot, address, ContractReaders.UNCACHED)
                .match(scope -> scope.view().validEnvironment(), problem -> Optional.<AppEnvironment>empty())
                .map(environment -> environment.registry().repository());
    }

    private static Warning unknown() {
        return new Warning(
                "it is unknown what stays at the registry, because the environment's app-env.yaml cannot be read",
                "",
                "look for its images, accounts and rules at the registry");
    }

    private Warning remains(ImageRepository tracked) {
        try {
            var remains = registry.remains(tracked);
            return remains.isEmpty()
                    ? new Warning("nothing of the environment stays at the registry " + tracked.host(), "", "")
                    : stays(String.join(", ", remains));
        } catch (IdpException e) {
            return e.problem().code() == ProblemCode.NOT_PROVISIONABLE
                    ? stays("the images in " + tracked)
                    : new Warning(
                            "it is unknown what stays at the registry: "
                                    + e.problem().what(),
                            e.problem().where(),
                            "look for " + tracked + " at the registry");
        }
    }

    private static Warning stays(String what) {
        return new Warning(
                "this stays at the registry: " + what, "", "remove at the registry what is no longer needed");
    }
}
