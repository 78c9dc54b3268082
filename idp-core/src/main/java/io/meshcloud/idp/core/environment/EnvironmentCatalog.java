// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.summary.EnvironmentPage;
import io.meshcloud.idp.core.summary.EnvironmentQuery;
import io.meshcloud.idp.core.summary.EnvironmentSummary;
import io.meshcloud.idp.core.summary.ReadModel;
import io.meshcloud.idp.core.summary.SummaryReader;
import io.meshcloud.idp.core.view.ContractReaders;
import io.meshcloud.idp.core.view.EnvironmentScope;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.view.UnreadPlaces;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Lists the environments and what runs in them. A broken environment is listed as broken; the others are still listed.
 * If {@code platform.yaml} is broken or was removed, the layout of its last readable version applies.
 */
public final class EnvironmentCatalog {
    private final StateRepository repository;
    private final ImageRegistry registry;
    private final PlatformView platforms;
    private final ReadModel readModel;
    private final SummaryReader summaries;

    public EnvironmentCatalog(
            StateRepository repository, ImageRegistry registry, PlatformView platforms, ReadModel readModel) {
        this.repository = Objects.requireNonNull(repository, "repository");
        this.registry = Objects.requireNonNull(registry, "registry");
        this.platforms = Objects.requireNonNull(platforms, "platforms");
        this.readModel = Objects.requireNonNull(readModel, "readModel");
        this.summaries = new SummaryReader(repository);
    }

    /** All environments that the caller may see now, sorted by address. */
    public List<EnvironmentSummary> list(Caller caller) {
        return list(caller, EnvironmentQuery.ALL).rows();
    }

    /**
     * A page of the environments that the caller may see and that fit a query.
     *
     * @throws IdpException {@link io.meshcloud.idp.contract.problem.ProblemCode#INVALID_ADDRESS} if the page is to start
     *     after an environment that is not in the list
     */
    public EnvironmentPage list(Caller caller, EnvironmentQuery query) {
        return query.page(readModel.atMost(query.age()), row -> caller.maySee(row.address()));
    }

    /**
     * Where a snapshot has files of environments that {@link #list} does not read: outside the layout, or below a
     * symbolic link. Only the platform gets to know them, because grants are on addresses.
     */
    public List<Warning> unread(Caller caller, Snapshot snapshot) {
        if (!caller.platform()) {
            return List.of();
        }
        return UnreadPlaces.find(snapshot, platforms.inUse(snapshot).layout()).stream()
                .map(Warning::of)
                .toList();
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#ENVIRONMENT_NOT_FOUND} if there is no environment at the
     *     address that the caller may see
     */
    public EnvironmentDetails show(Caller caller, EnvironmentAddress address) {
        var snapshot = repository.snapshot();
        var scope = EnvironmentScope.readWithLastSettings(platforms, snapshot, address, ContractReaders.UNCACHED);
        var view = scope.view();
        if (view.environment().isAbsent() || !caller.maySee(address)) {
            throw scope.absent(repository::history, caller).asException();
        }
        return new EnvironmentDetails(
                readModel.ifKnown(snapshot, address).orElseGet(() -> summaries.read(snapshot, scope.platform(), view)),
                view.environmentPath(),
                view.environment().bytes().orElse(null),
                view.readableRelease().orElse(null));
    }

    /**
     * Whether the registry still has the image that runs; empty if nothing runs by digest. Throws nothing: an
     * unreachable registry is one of the answers.
     */
    public Optional<ImagePresence> presence(EnvironmentDetails details) {
        return details.optionalRelease()
                .map(AppRelease::image)
                .flatMap(image -> image.optionalDigest().map(digest -> presence(image, digest)));
    }

    private ImagePresence presence(ImageReference image, Digest digest) {
        try {
            return registry.resolve(image.repository(), digest)
                    .<ImagePresence>match(
                            found -> new ImagePresence.Present(),
                            other -> new ImagePresence.Present(),
                            unreadable -> new ImagePresence.Present(),
                            notPullable -> new ImagePresence.Gone(),
                            ImagePresence.Gone::new);
        } catch (IdpException e) {
            return new ImagePresence.Unknown(e.problem());
        }
    }
}
