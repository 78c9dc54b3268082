package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.view.EnvironmentAccess;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.provisioning.RegistryProvisioner;
import io.meshcloud.idp.spi.provisioning.RobotAccount;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Day 0 and its end, the registry side: the place where a team pushes, and the accounts that may (ADR-004,
 * "Provisioning"). It is the platform's: whoever may create an environment may do this. What cannot be done is thrown as
 * an {@link IdpException}; what was made by then stays.
 */
public final class RegistrySideService {
    private final StateRepository repository;
    private final ProvisioningService provisioning;
    private final RegistryProvisioner registry;

    public RegistrySideService(
            StateRepository repository, ProvisioningService provisioning, RegistryProvisioner registry) {
        this.repository = Objects.requireNonNull(repository, "repository");
        this.provisioning = Objects.requireNonNull(provisioning, "provisioning");
        this.registry = Objects.requireNonNull(registry, "registry");
    }

    /**
     * Makes the registry side, then the environment. What would be refused is refused before anything is made, and what
     * broke half-way is finished by asking again. A dry run makes nothing on either side.
     */
    public Creation create(CreateRequest request, RegistryWish wish, CredentialRecipient recipient) {
        var foreseen = provisioning.create(request.asDryRun());
        if (request.context().dryRun() || foreseen instanceof ChangeOutcome.Rejected) {
            return new Creation(foreseen, null);
        }
        var platform = PlatformView.inUse(repository, repository.snapshot());
        var side = ContractFiles.readAppEnvironment("app-env.yaml", request.file())
                .match(document -> RegistrySide.of(request.address(), document.value(), platform), findings -> {
                    throw new IllegalStateException("a file that breaks the contract is refused before");
                });
        var made = provisionFirst(side, wish, recipient);
        return new Creation(provisioning.create(request), made);
    }

    private ProvisionedSide provisionFirst(RegistrySide side, RegistryWish wish, CredentialRecipient recipient) {
        try {
            return provision(side, wish, recipient);
        } catch (IdpException e) {
            var problem = e.problem();
            throw new Problem(
                            problem.code(),
                            problem.what() + "; nothing was committed",
                            problem.where(),
                            problem.fix(),
                            problem.findings())
                    .asException(e);
        }
    }

    /** Makes what is missing of the registry side of an environment that is there. */
    public ProvisionedSide provision(
            EnvironmentAddress address, RegistryWish wish, Caller caller, CredentialRecipient recipient) {
        return provision(side(address, caller), wish, recipient);
    }

    private ProvisionedSide provision(RegistrySide side, RegistryWish wish, CredentialRecipient recipient) {
        return new ProvisionedSide(
                side, registry.provision(wish.plan(side), credential -> recipient.receive(side, credential)));
    }

    /**
     * Makes new accounts beside the old ones.
     *
     * @param validity how long the new accounts are good for, in whole days; absent means for ever
     * @param overlap how long the old secrets stay good, at least; zero ends them at once
     */
    public ProvisionedSide rotate(
            EnvironmentAddress address,
            @Nullable Duration validity,
            Duration overlap,
            Caller caller,
            CredentialRecipient recipient) {
        var side = side(address, caller);
        var wish = new RegistryWish(null, null, null, validity);
        return new ProvisionedSide(
                side, registry.rotate(wish.plan(side), overlap, credential -> recipient.receive(side, credential)));
    }

    /** The accounts that were made for an environment, newest first. */
    public List<RobotAccount> accounts(RegistrySide side) {
        return registry.accounts(side.repository());
    }

    /**
     * What the environment's files say of its registry.
     *
     * @throws IdpException if there is no such environment, its file is broken, or it is not the caller's
     */
    public RegistrySide side(EnvironmentAddress address, Caller caller) {
        return EnvironmentAccess.open(repository::history, repository.snapshot(), address, caller, Action.CREATE)
                .match((view, file, platform) -> RegistrySide.of(address, file.value(), platform), problem -> {
                    throw problem.asException();
                });
    }

    /** Takes the environment out of the state, and warns of what stays at the registry: images are not ours to remove. */
    public ChangeOutcome retire(EnvironmentAddress address, RequestContext context) {
        var tracked = tracked(repository.snapshot(), address);
        var outcome = provisioning.retire(address, context);
        return outcome instanceof ChangeOutcome.Rejected
                ? outcome
                : outcome.with(List.of(tracked.map(this::remains).orElseGet(RegistrySideService::unknown)));
    }

    private static Optional<ImageRepository> tracked(Snapshot snapshot, EnvironmentAddress address) {
        return PlatformView.settings(PlatformView.read(snapshot))
                .map(platform -> EnvironmentView.read(snapshot, platform.layout(), address))
                .flatMap(EnvironmentView::validEnvironment)
                .map(environment -> environment.registry().repository());
    }

    private static Warning unknown() {
        return new Warning(
                "what stays at the registry could not be found out: nobody can read which repository it tracked",
                "",
                "look there for its images, accounts and rules");
    }

    private Warning remains(ImageRepository tracked) {
        try {
            var remains = registry.remains(tracked);
            return remains.isEmpty()
                    ? new Warning("nothing of it stays at the registry " + tracked.host(), "", "")
                    : stays(String.join(", ", remains));
        } catch (IdpException e) {
            return e.problem().code() == ProblemCode.NOT_PROVISIONABLE
                    ? stays("the images in " + tracked)
                    : new Warning(
                            "what stays at the registry could not be found out: "
                                    + e.problem().what(),
                            e.problem().where(),
                            "look there for " + tracked);
        }
    }

    private static Warning stays(String what) {
        return new Warning("this stays at the registry: " + what, "", "remove there what nobody needs any more");
    }
}
