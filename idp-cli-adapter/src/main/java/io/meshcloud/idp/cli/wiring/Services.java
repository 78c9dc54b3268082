package io.meshcloud.idp.cli.wiring;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import io.meshcloud.idp.cli.config.Settings;
import io.meshcloud.idp.cli.output.CliContext;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.automation.ExplainService;
import io.meshcloud.idp.core.automation.ReconcileService;
import io.meshcloud.idp.core.environment.ConfigurationService;
import io.meshcloud.idp.core.environment.EnvironmentCatalog;
import io.meshcloud.idp.core.environment.EnvironmentService;
import io.meshcloud.idp.core.environment.RegistryProvisioningService;
import io.meshcloud.idp.core.hold.HoldService;
import io.meshcloud.idp.core.platform.InitService;
import io.meshcloud.idp.core.platform.StopService;
import io.meshcloud.idp.core.promotion.PromotionService;
import io.meshcloud.idp.core.push.PushService;
import io.meshcloud.idp.core.release.HistoryService;
import io.meshcloud.idp.core.release.ReleaseService;
import io.meshcloud.idp.core.release.RollbackService;
import io.meshcloud.idp.core.rewrite.RewriteService;
import io.meshcloud.idp.core.verify.VerificationService;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.spi.provisioning.PushRights;
import io.meshcloud.idp.spi.state.BranchGuard;
import io.meshcloud.idp.spi.state.CommitIdentity;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.Optional;

/** The core's services, wired with the adapters. Starting them opens no connection. */
public final class Services implements AutoCloseable {
    private final Injector injector;
    private final CommitIdentity platform;

    private Services(Injector injector, CommitIdentity platform) {
        this.injector = injector;
        this.platform = platform;
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException if the settings name no state repository or cannot be used
     */
    public static Services start(Settings settings, CliContext context) {
        var committer = GitModule.committer(settings);
        return new Services(
                Guice.createInjector(
                        Stage.PRODUCTION,
                        new StrictModule(),
                        new CoreModule(context.clock()),
                        new GitModule(settings, context),
                        new RegistryModule(settings, context)),
                new CommitIdentity(committer.name(), committer.mail()));
    }

    private IdpCore core() {
        return injector.getInstance(IdpCore.class);
    }

    public ReleaseService release() {
        return core().releases();
    }

    public PromotionService promotion() {
        return core().promotions();
    }

    /** Handles push events, for a server that receives webhooks. */
    public PushService pushes() {
        return core().pushes();
    }

    public ReconcileService reconcile() {
        return core().reconciliation();
    }

    public ExplainService explain() {
        return core().explanations();
    }

    public StopService stop() {
        return core().stops();
    }

    public RollbackService rollback() {
        return core().rollbacks();
    }

    public HistoryService history() {
        return core().histories();
    }

    public VerificationService verification() {
        return core().verification();
    }

    /** The identity that commits for the platform. */
    public CommitIdentity platform() {
        return platform;
    }

    public EnvironmentCatalog catalog() {
        return core().catalog();
    }

    public EnvironmentService environments() {
        return core().environments();
    }

    public RegistryProvisioningService registryProvisioning() {
        return core().registryProvisioning();
    }

    /** The scope of push rights at the registries of these settings; needs no state repository. */
    public static PushRights pushRights(Settings settings, CliContext context) {
        return RegistryModule.pushRights(settings, context);
    }

    public ConfigurationService configuration() {
        return core().configuration();
    }

    public HoldService hold() {
        return core().holds();
    }

    public RewriteService rewrite() {
        return new RewriteService(injector.getInstance(BranchGuard.class));
    }

    public InitService init() {
        return core().initialization();
    }

    /** The newest snapshot that a service took; empty before the first one. */
    public Optional<Snapshot> seen() {
        return injector.getInstance(WatchedStateRepository.class).seen();
    }

    /** Waits some seconds for cache upkeep that has begun. */
    @Override
    public void close() {
        injector.getInstance(GitStateRepository.class).close();
    }

    public StateRepository repository() {
        return injector.getInstance(StateRepository.class);
    }
}
