// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.output.EnvironmentText;
import io.meshcloud.idp.contract.address.AddressPattern;
import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.wire.EnvironmentSummaryView;
import io.meshcloud.idp.core.summary.EnvironmentQuery;
import io.meshcloud.idp.core.wire.Views;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the environments and what runs in them. */
@Command(name = "list", description = "List the environments and what runs in them.")
final class EnvListCommand extends Subcommand {
    @Parameters(
            paramLabel = "PATTERN",
            arity = "0..1",
            converter = Converters.Addresses.class,
            description = "Only environments at these addresses, for example 'likvid/hello-api/*': * is any one part.")
    private @Nullable AddressPattern pattern;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            converter = Converters.Kind.class,
            description = "Only environments of this kind, for example dev.")
    private @Nullable Slug kind;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            converter = EnumConverter.Modes.class,
            completionCandidates = EnumConverter.Modes.class,
            description = "Only environments in this deploy mode: ${COMPLETION-CANDIDATES}.")
    private @Nullable DeployMode mode;

    @Option(names = "--broken", description = "Only environments with an error in their files.")
    private boolean broken;

    @Option(names = "--held", description = "Only environments in which automation is held.")
    private boolean held;

    @Option(names = "--newest-first", description = "Sort by the time of the release. Default: by address.")
    private boolean newestFirst;

    @Option(
            names = "--limit",
            paramLabel = "N",
            converter = Converters.PositiveNumber.class,
            description = "Maximum number of environments. Default: all.")
    private @Nullable Integer limit;

    @Option(names = "--after", paramLabel = "ADDRESS", description = "Start after this environment of the list.")
    private @Nullable String after;

    @Override
    public Integer call() {
        var list = Views.of(core().catalog().list(reader(), query()));
        var console = console();
        services()
                .seen()
                .flatMap(core().platform()::broken)
                .ifPresent(broken -> console.note("warning: " + broken.where() + ": "
                        + broken.what() + "; the last readable settings apply to the layout; "
                        + broken.fix()));
        services().seen().map(seen -> core().catalog().unread(reader(), seen)).orElse(List.of()).stream()
                .forEach(warning -> console.note("warning: " + warning + "; " + warning.fix()));
        int code = console.result(() -> EnvironmentText.list(list.environments()), list);
        list.environments().stream()
                .filter(environment -> environment.state() == EnvironmentSummaryView.State.BROKEN)
                .forEach(environment -> console.note("note: " + environment.address() + " is broken; `idp env show "
                        + environment.address() + "` shows why"));
        if (list.next() != null) {
            console.note("note: " + list.environments().size() + " of " + list.total() + " environments; `--after "
                    + list.next() + "` shows the next ones");
        }
        return code;
    }

    private EnvironmentQuery query() {
        return new EnvironmentQuery(
                pattern,
                kind,
                mode,
                broken ? true : null,
                held ? true : null,
                newestFirst ? EnvironmentQuery.Order.RELEASED : EnvironmentQuery.Order.ADDRESS,
                limit == null ? Integer.MAX_VALUE : limit,
                after == null ? null : EnvironmentAddress.parse(after),
                Duration.ZERO);
    }
}
