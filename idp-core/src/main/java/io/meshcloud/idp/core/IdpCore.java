// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core;

import io.meshcloud.idp.core.automation.AutomationService;
import io.meshcloud.idp.core.automation.ExplainService;
import io.meshcloud.idp.core.automation.ImageOverviewService;
import io.meshcloud.idp.core.automation.ReconcileService;
import io.meshcloud.idp.core.bulkhead.BoundedRegistries;
import io.meshcloud.idp.core.bulkhead.Deadline;
import io.meshcloud.idp.core.derived.DerivedChanges;
import io.meshcloud.idp.core.environment.ConfigurationService;
import io.meshcloud.idp.core.environment.EnvironmentCatalog;
import io.meshcloud.idp.core.environment.EnvironmentService;
import io.meshcloud.idp.core.environment.RegistryProvisioningService;
import io.meshcloud.idp.core.history.HistoryService;
import io.meshcloud.idp.core.hold.HoldService;
import io.meshcloud.idp.core.index.EnvironmentIndexes;
import io.meshcloud.idp.core.observe.Observers;
import io.meshcloud.idp.core.platform.InitService;
import io.meshcloud.idp.core.platform.StopService;
import io.meshcloud.idp.core.promotion.PromotionService;
import io.meshcloud.idp.core.push.PushService;
import io.meshcloud.idp.core.registry.RegistryInquiry;
import io.meshcloud.idp.core.release.ReleaseLoop;
import io.meshcloud.idp.core.release.ReleaseService;
import io.meshcloud.idp.core.rewrite.RewriteService;
import io.meshcloud.idp.core.rollback.RollbackService;
import io.meshcloud.idp.core.summary.BackgroundFetcher;
import io.meshcloud.idp.core.summary.ReadModel;
import io.meshcloud.idp.core.validate.ImageCheck;
import io.meshcloud.idp.core.validate.ValidationService;
import io.meshcloud.idp.core.verify.VerificationService;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.Sleeper;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.spi.derived.DerivedFiles;
import io.meshcloud.idp.spi.observe.Observer;
import io.meshcloud.idp.spi.provisioning.PushRights;
import io.meshcloud.idp.spi.provisioning.RegistryProvisioner;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.ImageTransfer;
import io.meshcloud.idp.spi.state.BranchGuard;
import io.meshcloud.idp.spi.state.ReadModelStore;
import io.meshcloud.idp.spi.state.StateRepository;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The services of idp on one state repository, assembled from the ports. All of them share one writer loop, so that
 * changes that wait at the same time are pushed together. Make one for each state repository and process, and keep it.
 * Safe for use by many threads; building one opens no connection.
 */
public final class IdpCore {
    private final StateRepository state;
    private final ImageRegistry registry;
    private final ImageListing listing;
    private final @Nullable ImageTransfer transfer;
    private final @Nullable RegistryProvisioner provisioner;
    private final @Nullable BranchGuard guard;
    private final DerivedChanges derived;
    private final Trigger trigger;
    private final Observers observers;
    private final ReconcileService reconciliation;
    private final WriterLoop writer;
    private final PlatformView platform;
    private final EnvironmentIndexes indexes;
    private final ReadModel readModel;
    private final ReleaseLoop loop;
    private final ReleaseService releases;
    private final AutomationService automation;
    private final RollbackService rollbacks;
    private final EnvironmentService environments;

    private IdpCore(Builder builder) {
        state = builder.state;
        var bounded = new BoundedRegistries(builder.registry, builder.listing, builder.deadline);
        registry = bounded;
        listing = bounded;
        transfer = builder.transfer;
        provisioner = builder.provisioner;
        guard = builder.guard;
        derived = new DerivedChanges(builder.derivedFiles);
        trigger = builder.trigger;
        observers = new Observers(builder.observers, builder.clock);
        writer = new WriterLoop(state, builder.sleeper, builder.random, observers);
        platform = new PlatformView(writer::history);
        indexes = new EnvironmentIndexes(state, platform);
        readModel = new ReadModel(state, writer, platform, builder.store, builder.clock);
        var inquiry = new RegistryInquiry(registry, bounded);
        loop = new ReleaseLoop(writer, platform, inquiry, observers);
        releases = new ReleaseService(loop, platform, builder.clock);
        rollbacks = new RollbackService(loop, state, platform, builder.clock);
        automation = new AutomationService(loop, indexes, platform, builder.clock);
        reconciliation = new ReconcileService(
                writer, readModel, bounded, automation, platform, trigger, builder.executor, observers, builder.clock);
        environments = new EnvironmentService(writer, indexes, platform, inquiry, derived, builder.clock);
    }

    /** The services on these two ports and a clock, with every other setting by default. */
    public static <R extends ImageRegistry & ImageListing> IdpCore of(StateRepository state, R registry, Clock clock) {
        return builder(state, registry, registry, clock).build();
    }

    /**
     * @param clock the time of decisions
     */
    public static Builder builder(StateRepository state, ImageRegistry registry, ImageListing listing, Clock clock) {
        return new Builder(state, registry, listing, clock);
    }

    /** The ports and settings of an {@link IdpCore}. */
    public static final class Builder {
        private final StateRepository state;
        private final ImageRegistry registry;
        private final ImageListing listing;
        private @Nullable ImageTransfer transfer;
        private @Nullable RegistryProvisioner provisioner;
        private @Nullable BranchGuard guard;
        private DerivedFiles derivedFiles = DerivedFiles.NONE;
        private final Clock clock;
        private Sleeper sleeper = Sleeper.ofThread();
        private RandomGenerator random = new SplittableRandom();
        private Trigger trigger = Trigger.RELEASE_CONTROLLER;
        private Executor executor = Runnable::run;
        private Deadline deadline = Deadline.ofTime();
        private ReadModelStore store = ReadModelStore.NONE;
        private final List<Observer> observers = new ArrayList<>();

        private Builder(StateRepository state, ImageRegistry registry, ImageListing listing, Clock clock) {
            this.state = Objects.requireNonNull(state, "state");
            this.registry = Objects.requireNonNull(registry, "registry");
            this.listing = Objects.requireNonNull(listing, "listing");
            this.clock = Objects.requireNonNull(clock, "clock");
        }

        /** Copies images for promotions; required for {@link IdpCore#promotions()}. */
        public Builder transfer(ImageTransfer port) {
            transfer = Objects.requireNonNull(port, "port");
            return this;
        }

        /** Provisions registries for new environments; without it nothing is provisioned there. */
        public Builder provisioner(RegistryProvisioner port) {
            provisioner = Objects.requireNonNull(port, "port");
            return this;
        }

        /** Accepts rewritten branches; required for {@link IdpCore#rewrites()}. */
        public Builder guard(BranchGuard port) {
            guard = Objects.requireNonNull(port, "port");
            return this;
        }

        /** Generates files that follow from environments and settings; by default nothing is generated. */
        public Builder derivedFiles(DerivedFiles port) {
            derivedFiles = Objects.requireNonNull(port, "port");
            return this;
        }

        /** How the writer loop waits between attempts; by default it blocks the thread that writes. */
        public Builder sleeper(Sleeper waits) {
            sleeper = Objects.requireNonNull(waits, "waits");
            return this;
        }

        /** Spreads the waits of processes that write to the same branch. */
        public Builder random(RandomGenerator generator) {
            random = Objects.requireNonNull(generator, "generator");
            return this;
        }

        /**
         * The name under which the poll and pushes release; the platform's release controller by default.
         *
         * @param automation one that {@linkplain Trigger#isAutomation is automation}
         */
        public Builder automation(Trigger automation) {
            if (!automation.isAutomation()) {
                throw new IllegalArgumentException("no automation: " + automation);
            }
            trigger = automation;
            return this;
        }

        /** Runs the releases of a poll; by default one after the other, in the caller's thread. */
        public Builder executor(Executor workers) {
            executor = Objects.requireNonNull(workers, "workers");
            return this;
        }

        /** Ends the wait for a registry that does not answer; by default after the limit has passed in real time. */
        public Builder deadline(Deadline waits) {
            deadline = Objects.requireNonNull(waits, "waits");
            return this;
        }

        /** Keeps the read model for the next process; by default nothing is kept. */
        public Builder store(ReadModelStore keeps) {
            store = Objects.requireNonNull(keeps, "keeps");
            return this;
        }

        /** Adds an observer of what happens; by default there is none. It never delays a release, whatever it does. */
        public Builder observer(Observer observer) {
            observers.add(Objects.requireNonNull(observer, "observer"));
            return this;
        }

        public IdpCore build() {
            return new IdpCore(this);
        }
    }

    /** The writer loop, for code that makes its own changes to the state repository. */
    public WriterLoop writer() {
        return writer;
    }

    /** The platform's settings of each snapshot of the state repository. */
    public PlatformView platform() {
        return platform;
    }

    /** The summaries of all environments, kept up to date. */
    public ReadModel readModel() {
        return readModel;
    }

    /**
     * Keeps the read model up to date, for a process that lives long. Start one, and close it at the end.
     *
     * @param interval the pause between two fetches
     * @param limit how long a read of the newest state waits for a fetch
     */
    public BackgroundFetcher fetchInBackground(Duration interval, Duration limit) {
        return BackgroundFetcher.start(readModel, interval, limit, observers);
    }

    /** Releases images by hand. */
    public ReleaseService releases() {
        return releases;
    }

    /** Goes back to earlier releases. */
    public RollbackService rollbacks() {
        return rollbacks;
    }

    /**
     * Copies the image of one environment to another and releases it there.
     *
     * @throws IllegalStateException if no {@link Builder#transfer} was given
     */
    public PromotionService promotions() {
        return new PromotionService(loop, registry, required(transfer, "transfer"), releases, platform);
    }

    /** Releases the newest image of one environment. */
    public AutomationService automation() {
        return automation;
    }

    /** Releases the newest image wherever the deploy mode is auto: the poll. */
    public ReconcileService reconciliation() {
        return reconciliation;
    }

    /** Lets automation evaluate the environment that a push event is for. */
    public PushService pushes() {
        return new PushService(writer, indexes, automation, reconciliation, trigger);
    }

    /** Explains what runs and what would happen now. */
    public ExplainService explanations() {
        return new ExplainService(histories(), automation, releases, trigger);
    }

    /** Shows the tags of an environment's repository, and what automation decides about each. */
    public ImageOverviewService images() {
        return new ImageOverviewService(automation, trigger);
    }

    /** Reads who released what, when and why. */
    public HistoryService histories() {
        return new HistoryService(state, platform);
    }

    /** Finds changes that the platform did not write. */
    public VerificationService verification() {
        return new VerificationService(state, platform, derived);
    }

    /**
     * Checks every rule on the whole repository, and that no derived file is stale.
     *
     * @param rights asked only where environments with different rules might share push rights
     */
    public ValidationService validation(PushRights rights) {
        return new ValidationService(rights, platform).with(derived);
    }

    /** Checks at the registries what runs, for a validation. */
    public ImageCheck imageCheck() {
        return new ImageCheck(registry, listing);
    }

    /** Lists and shows environments. */
    public EnvironmentCatalog catalog() {
        return new EnvironmentCatalog(state, registry, platform, readModel);
    }

    /** Creates, replaces and retires environments. */
    public EnvironmentService environments() {
        return environments;
    }

    /**
     * Provisions the registry for an environment.
     *
     * @throws IllegalStateException if no {@link Builder#provisioner} was given
     */
    public RegistryProvisioningService registryProvisioning() {
        return new RegistryProvisioningService(
                state, environments, platform, required(provisioner, "provisioner"), observers);
    }

    /** Changes a team's own fields of an environment. */
    public ConfigurationService configuration() {
        return new ConfigurationService(writer, indexes, platform, derived);
    }

    /** Holds and resumes automation for one environment. */
    public HoldService holds() {
        return new HoldService(writer, state, platform);
    }

    /** Stops and starts all releases. */
    public StopService stops() {
        return new StopService(writer, platform);
    }

    /** Sets up an empty state repository, and regenerates stale derived files. */
    public InitService initialization() {
        return new InitService(writer, platform, derived);
    }

    /**
     * Accepts a branch that was rewritten.
     *
     * @throws IllegalStateException if no {@link Builder#guard} was given
     */
    public RewriteService rewrites() {
        return new RewriteService(required(guard, "guard"));
    }

    private static <T> T required(@Nullable T port, String name) {
        if (port == null) {
            throw new IllegalStateException("this IdpCore was built without " + name + "()");
        }
        return port;
    }
}
