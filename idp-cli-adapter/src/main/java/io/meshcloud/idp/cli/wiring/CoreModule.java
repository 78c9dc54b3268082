package io.meshcloud.idp.cli.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.meshcloud.idp.core.automation.AutomationService;
import io.meshcloud.idp.core.automation.ExplainService;
import io.meshcloud.idp.core.automation.ReconcileService;
import io.meshcloud.idp.core.environment.ConfigurationService;
import io.meshcloud.idp.core.environment.EnvironmentCatalog;
import io.meshcloud.idp.core.environment.ImagePresenceService;
import io.meshcloud.idp.core.environment.ProvisioningService;
import io.meshcloud.idp.core.environment.RegistrySideService;
import io.meshcloud.idp.core.hold.HoldService;
import io.meshcloud.idp.core.index.EnvironmentIndexes;
import io.meshcloud.idp.core.platform.InitService;
import io.meshcloud.idp.core.platform.StopService;
import io.meshcloud.idp.core.promotion.PromotionService;
import io.meshcloud.idp.core.push.PushService;
import io.meshcloud.idp.core.release.HistoryService;
import io.meshcloud.idp.core.release.ReleaseService;
import io.meshcloud.idp.core.release.RollbackService;
import io.meshcloud.idp.core.rewrite.RewriteService;
import io.meshcloud.idp.core.verify.VerificationService;
import io.meshcloud.idp.core.writer.Sleeper;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.provisioning.RegistryProvisioner;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.ImageTransfer;
import io.meshcloud.idp.spi.state.BranchGuard;
import io.meshcloud.idp.spi.state.StateRepository;
import java.time.Clock;
import java.util.SplittableRandom;

/** The core's services, which carry no annotation of their own. */
final class CoreModule extends AbstractModule {
    private final Clock clock;

    CoreModule(Clock clock) {
        this.clock = clock;
    }

    @Provides
    Clock clock() {
        return clock;
    }

    /** One loop for a repository and a process: whatever waits in it goes out in one push. */
    @Provides
    @Singleton
    WriterLoop writerLoop(StateRepository repository, Clock time) {
        return new WriterLoop(repository, time, Sleeper.ofThread(), new SplittableRandom());
    }

    /** One keeper, so that a state is looked through once however many ask. */
    @Provides
    @Singleton
    EnvironmentIndexes environmentIndexes(StateRepository repository) {
        return new EnvironmentIndexes(repository);
    }

    /** It remembers what it read. */
    @Provides
    @Singleton
    ReleaseService releaseService(WriterLoop writer, ImageRegistry registry, Clock time) {
        return new ReleaseService(writer, registry, time);
    }

    /** It remembers what it read. */
    @Provides
    @Singleton
    AutomationService automationService(
            WriterLoop writer, EnvironmentIndexes indexes, ImageRegistry registry, ImageListing listings, Clock time) {
        return new AutomationService(writer, indexes, registry, listings, time);
    }

    @Provides
    PushService pushService(WriterLoop writer, EnvironmentIndexes indexes, AutomationService automation) {
        return new PushService(writer, indexes, automation);
    }

    @Provides
    ReconcileService reconcileService(WriterLoop writer, ImageListing listings, AutomationService automation) {
        return new ReconcileService(writer, listings, automation, new RegistryWorkers());
    }

    @Provides
    ExplainService explainService(HistoryService histories, AutomationService automation, ReleaseService releases) {
        return new ExplainService(histories, automation, releases);
    }

    @Provides
    PromotionService promotionService(
            WriterLoop writer, ImageRegistry registry, ImageTransfer transfer, ReleaseService releases, Clock time) {
        return new PromotionService(writer, registry, transfer, releases, time);
    }

    @Provides
    StopService stopService(WriterLoop writer) {
        return new StopService(writer);
    }

    @Provides
    RollbackService rollbackService(WriterLoop writer, StateRepository repository, ImageRegistry registry, Clock time) {
        return new RollbackService(writer, repository, registry, time);
    }

    @Provides
    HistoryService historyService(StateRepository repository) {
        return new HistoryService(repository);
    }

    @Provides
    VerificationService verificationService(StateRepository repository) {
        return new VerificationService(repository);
    }

    @Provides
    EnvironmentCatalog environmentCatalog(StateRepository repository) {
        return new EnvironmentCatalog(repository);
    }

    @Provides
    ImagePresenceService imagePresenceService(ImageRegistry registry) {
        return new ImagePresenceService(registry);
    }

    @Provides
    ProvisioningService provisioningService(
            WriterLoop writer, EnvironmentIndexes indexes, ImageRegistry registry, Clock time) {
        return new ProvisioningService(writer, indexes, registry, time);
    }

    @Provides
    RegistrySideService registrySideService(
            StateRepository repository, ProvisioningService provisioning, RegistryProvisioner registry) {
        return new RegistrySideService(repository, provisioning, registry);
    }

    @Provides
    ConfigurationService configurationService(WriterLoop writer, EnvironmentIndexes indexes) {
        return new ConfigurationService(writer, indexes);
    }

    @Provides
    HoldService holdService(WriterLoop writer, StateRepository repository) {
        return new HoldService(writer, repository);
    }

    @Provides
    RewriteService rewriteService(BranchGuard guard) {
        return new RewriteService(guard);
    }

    @Provides
    InitService initService(WriterLoop writer) {
        return new InitService(writer);
    }
}
