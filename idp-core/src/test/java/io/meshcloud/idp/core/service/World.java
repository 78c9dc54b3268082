// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.automation.AutomationService;
import io.meshcloud.idp.core.automation.ReconcileService;
import io.meshcloud.idp.core.environment.ApplyRequest;
import io.meshcloud.idp.core.environment.ConfigurationService;
import io.meshcloud.idp.core.environment.CreateRequest;
import io.meshcloud.idp.core.environment.EnvironmentCatalog;
import io.meshcloud.idp.core.environment.EnvironmentService;
import io.meshcloud.idp.core.history.HistoryService;
import io.meshcloud.idp.core.hold.HoldService;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.platform.InitService;
import io.meshcloud.idp.core.platform.StopService;
import io.meshcloud.idp.core.promotion.PromotionService;
import io.meshcloud.idp.core.push.PushService;
import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.release.ReleaseService;
import io.meshcloud.idp.core.rollback.RollbackRequest;
import io.meshcloud.idp.core.rollback.RollbackService;
import io.meshcloud.idp.core.rollback.RollbackTarget;
import io.meshcloud.idp.core.verify.VerificationReport;
import io.meshcloud.idp.core.verify.VerificationRequest;
import io.meshcloud.idp.core.verify.VerificationService;
import io.meshcloud.idp.core.view.FileState;
import io.meshcloud.idp.core.writer.Plan;
import io.meshcloud.idp.core.writer.Sleeper;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.RequestId;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.spi.derived.DerivedFiles;
import io.meshcloud.idp.spi.provisioning.PushRights;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.testkit.MutableClock;
import io.meshcloud.idp.testkit.registry.InMemoryImageRegistry;
import io.meshcloud.idp.testkit.registry.TestImage;
import io.meshcloud.idp.testkit.state.InMemoryStateRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A platform in memory: one state repository, one registry, and a clock. The clock starts on a Thursday at 12:00 UTC. A
 * test moves it; {@code pushAndRelease} and {@code rollback} move it by a minute, and each wait by its length.
 */
final class World {
    static final Instant START = Instant.parse("2026-10-01T12:00:00Z");
    static final EnvironmentAddress DEV = EnvironmentAddress.parse("likvid/hello-api/dev");
    static final EnvironmentAddress PROD = EnvironmentAddress.parse("likvid/hello-api/prod");

    /** At this registry each repository has rights of its own. */
    static final PushRights SEPARATE_RIGHTS = repository -> Optional.empty();

    final MutableClock clock = new MutableClock(START);
    final InMemoryStateRepository state = new InMemoryStateRepository(clock);
    final InMemoryImageRegistry registry = new InMemoryImageRegistry();
    final List<Duration> sleeps = new ArrayList<>();
    final DerivedFiles derived;
    final IdpCore core;
    final WriterLoop writer;
    final ReleaseService releases;
    final PromotionService promotions;
    final AutomationService automation;
    final PushService pushes;
    final ReconcileService reconciling;
    final StopService stops;
    final RollbackService rollbacks;
    final HoldService holds;
    final EnvironmentService environments;
    final ConfigurationService configuration;
    final EnvironmentCatalog catalog;
    final HistoryService histories;
    final InitService init;
    final VerificationService verifications;

    World() {
        this(DerivedFiles.NONE);
    }

    /** With derived files. */
    World(DerivedFiles derived) {
        this.derived = derived;
        core = process(1);
        writer = core.writer();
        releases = core.releases();
        promotions = core.promotions();
        automation = core.automation();
        pushes = core.pushes();
        reconciling = core.reconciliation();
        stops = core.stops();
        rollbacks = core.rollbacks();
        holds = core.holds();
        environments = core.environments();
        configuration = core.configuration();
        catalog = core.catalog();
        histories = core.histories();
        init = core.initialization();
        verifications = core.verification();
    }

    private IdpCore process(int seed) {
        return IdpCore.builder(state, registry, registry, clock)
                .transfer(registry)
                .derivedFiles(derived)
                .sleeper(Sleeper.of(clock, this::sleep))
                .random(new Random(seed))
                .build();
    }

    private synchronized void sleep(Duration duration) {
        sleeps.add(duration);
        clock.advance(duration);
    }

    /** A world with an environment {@code dev} to which nothing was released. */
    static World withDev() {
        var world = new World();
        world.state.foreignCommit("dev", Map.of(environmentPath(DEV).value(), Bytes.utf8(file("dev"))));
        return world;
    }

    static Caller platform() {
        return Caller.platform(new Actor("platform-team"));
    }

    static RequestContext context() {
        return context(platform());
    }

    static RequestContext context(Caller caller) {
        return new RequestContext(
                caller, caller.platform() ? Trigger.CLI : Trigger.HTTP, null, RequestId.random(), false);
    }

    static RequestContext dryRun() {
        return new RequestContext(platform(), Trigger.CLI, null, RequestId.random(), true);
    }

    static ImageRepository repository(String kind) {
        return ImageRepository.parse("registry.example.org/team-a/app1/" + kind);
    }

    /** A valid file; its namespace, repository and host are its kind's own. */
    static String file(String kind) {
        return """
            # kept by the platform
            apiVersion: idp.meshcloud.io/v1alpha1
            kind: AppEnvironment
            metadata:
              name: app1-%1$s
              tenant: team-a
              app: app1
              environment: %1$s
            spec:
              target:
                namespace: app-team-a-app1-%1$s
              registry:
                repository: registry.example.org/team-a/app1/%1$s # what is pushed here runs here
              runtime:
                service:
                  port: 8080
                scaling:
                  replicas: 2
                resources:
                  requests:
                    cpu: "200m"
                    memory: "256Mi"
                  limits:
                    cpu: "1000m"
                    memory: "512Mi"
              ingress:
                enabled: true
                host: app1-%1$s.example.org
            """.formatted(kind);
    }

    static StatePath environmentPath(EnvironmentAddress address) {
        return Layout.DEFAULT.appEnvironment(address);
    }

    static StatePath releasePath(EnvironmentAddress address) {
        return Layout.DEFAULT.release(address);
    }

    /** Another author commits settings with this text below {@code spec}. */
    void settings(String spec) {
        state.foreignCommit("settings", Map.of("platform/platform.yaml", Bytes.utf8(settingsText(spec))));
    }

    static String settingsText(String spec) {
        return "apiVersion: idp.meshcloud.io/v1alpha1\nkind: Platform\nspec:\n" + spec.indent(2);
    }

    void breakSettings() {
        state.foreignCommit("oops", Map.of("platform/platform.yaml", Bytes.utf8("spec: [")));
    }

    /** Pushes an image for {@code dev} under its content as the tag, created now. */
    Digest push(String tag) {
        return push(tag, clock.instant());
    }

    Digest push(String tag, @Nullable Instant created) {
        return registry.push(repository("dev"), TestImage.of(tag, created), Tag.parse(tag));
    }

    ReleaseOutcome release(String image) {
        return releases.release(ReleaseRequest.of(DEV, ImageChoice.parse(image), context()));
    }

    /** Pushes and releases an image a minute later. */
    Digest pushAndRelease(String tag) {
        clock.advance(Duration.ofMinutes(1));
        var digest = push(tag);
        release(tag);
        return digest;
    }

    ReleaseOutcome rollback() {
        return rollback(RollbackTarget.before());
    }

    ReleaseOutcome rollback(RollbackTarget target) {
        return rollback(target, false);
    }

    ReleaseOutcome rollback(RollbackTarget target, boolean hold) {
        clock.advance(Duration.ofMinutes(1));
        return rollbacks.rollback(rollbackRequest(target, ExpectedCurrent.anything(), hold));
    }

    static RollbackRequest rollbackRequest(RollbackTarget target, ExpectedCurrent expected, boolean hold) {
        return new RollbackRequest(DEV, target, expected, new Reason("it broke"), hold, context());
    }

    /** Another process that works on the same state repository and registry. */
    IdpCore anotherProcess() {
        return process(2);
    }

    ChangeOutcome create(EnvironmentAddress address, String file, @Nullable String image) {
        var choice = image == null ? null : ImageChoice.parse(image);
        return environments.create(new CreateRequest(address, Bytes.utf8(file), choice, context()));
    }

    ChangeOutcome apply(String file, boolean dropRelease) {
        return environments.apply(new ApplyRequest(DEV, Bytes.utf8(file), dropRelease, context()));
    }

    /** Checks the whole history for what the platform did not write; no signature is asked for. */
    VerificationReport verify() {
        return verify(new VerificationRequest(null, Set.of(InMemoryStateRepository.PLATFORM), false));
    }

    VerificationReport verify(VerificationRequest request) {
        return verifications.verify(platform(), request, commits -> {});
    }

    Optional<Bytes> read(StatePath path) {
        return state.snapshot().read(path).regularBytes();
    }

    String devFile() {
        return read(environmentPath(DEV)).orElseThrow().asText();
    }

    Optional<AppRelease> devRelease() {
        return FileState.read(state.snapshot(), releasePath(DEV), ContractFiles::readAppRelease)
                .value();
    }

    Optional<Digest> running() {
        return devRelease().flatMap(release -> release.image().optionalDigest());
    }

    /** The newest commit's message. */
    CommitMessage lastMessage() {
        return CommitMessage.parse(state.commits().get(0));
    }

    List<FileRevision> revisions(StatePath path) {
        var revisions = new ArrayList<FileRevision>();
        state.history(state.snapshot(), path, revisions::add);
        return revisions;
    }

    /** Lets requests wait in this order while something else is being written, so that they share the next batch. */
    <T> List<T> together(List<Supplier<T>> requests) {
        var inPush = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        state.beforeNextCommit(() -> {
            inPush.countDown();
            await(goOn);
        });
        var first = new Change(
                List.of(new FileEdit.Put(StatePath.of("elsewhere/file"), Bytes.utf8("first"))),
                new CommitMessage("first", List.of()));
        var seen = writer.fetch();
        var answers = new ArrayList<CompletableFuture<T>>();
        new Thread(() -> writer.submit(
                        seen, snapshot -> new Plan.Write<>(List.of(first), (commits, at) -> List.copyOf(commits))))
                .start();
        await(inPush);
        for (var request : requests) {
            var answer = new CompletableFuture<T>();
            answers.add(answer);
            var thread = new Thread(() -> answer.completeAsync(request, Runnable::run));
            thread.start();
            while (Arrays.stream(thread.getStackTrace())
                    .noneMatch(frame -> frame.getMethodName().equals("awaitUninterruptibly"))) {
                Thread.onSpinWait();
            }
        }
        goOn.countDown();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
