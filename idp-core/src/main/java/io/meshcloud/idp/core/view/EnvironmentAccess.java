package io.meshcloud.idp.core.view;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.Objects;
import java.util.function.Function;

/** The way to an environment for whoever wants to change it: granted, with settings that hold and a file that is valid. */
public sealed interface EnvironmentAccess {

    <R> R match(OpenedFunction<R> opened, Function<? super Problem, R> refused);

    /** What to do with an environment that can be changed. */
    @FunctionalInterface
    interface OpenedFunction<R> {
        R apply(EnvironmentView view, Document<AppEnvironment> file, Platform platform);
    }

    /**
     * @param history asked only where nothing lies at the address
     */
    static EnvironmentAccess open(
            History history, Snapshot snapshot, EnvironmentAddress address, Caller caller, Action action) {
        var settings = PlatformView.read(snapshot);
        var refusal = caller.refusal(action, address).or(() -> PlatformView.broken(settings));
        if (refusal.isPresent()) {
            return new Refused(refusal.get());
        }
        var platform = PlatformView.settings(settings).orElseThrow();
        var view = EnvironmentView.read(snapshot, platform.layout(), address);
        if (view.environment() instanceof FileState.Broken<AppEnvironment> broken) {
            return new Refused(brokenEnvironment(view, broken));
        }
        return view.environment()
                .document()
                .<EnvironmentAccess>map(file -> new Opened(view, file, platform))
                .orElseGet(() -> new Refused(AbsentEnvironment.problem(history, snapshot, platform.layout(), view)));
    }

    /** That what lies there breaks the contract. */
    static Problem brokenEnvironment(EnvironmentView view, FileState.Broken<AppEnvironment> broken) {
        return new Problem(
                ProblemCode.ENVIRONMENT_BROKEN,
                "the environment's app-env.yaml breaks the contract",
                view.environmentPath().value(),
                "mend the findings with `idp env apply`",
                broken.findings());
    }

    /** Go on. */
    record Opened(EnvironmentView view, Document<AppEnvironment> file, Platform platform) implements EnvironmentAccess {
        public Opened {
            Objects.requireNonNull(view, "view");
            Objects.requireNonNull(file, "file");
            Objects.requireNonNull(platform, "platform");
        }

        @Override
        public <R> R match(OpenedFunction<R> opened, Function<? super Problem, R> refused) {
            return opened.apply(view, file, platform);
        }
    }

    /** Why not. */
    record Refused(Problem problem) implements EnvironmentAccess {
        public Refused {
            Objects.requireNonNull(problem, "problem");
        }

        @Override
        public <R> R match(OpenedFunction<R> opened, Function<? super Problem, R> refused) {
            return refused.apply(problem);
        }
    }
}
