package io.meshcloud.idp.cli.command;

import io.meshcloud.idp.cli.config.Flags;
import io.meshcloud.idp.cli.config.RegistryFlags;
import io.meshcloud.idp.cli.output.OutputFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The flags that every command understands, before or after its name. Credentials are never among them. */
final class GlobalOptions {
    private static final int LAST = 1000;

    @Option(
            names = "--state",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            order = LAST,
            description = "State repository: a path or any Git URL. Also IDP_STATE.")
    private @Nullable String state;

    @Option(
            names = "--branch",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            order = LAST + 1,
            description = "Its branch; else the repository's own default. Also IDP_BRANCH.")
    private @Nullable String branch;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            order = LAST + 2,
            description = "Folder of the local copies; else the user's cache folder. Also IDP_CACHE.")
    private @Nullable String cache;

    @Option(
            names = "--registry",
            paramLabel = "HOST=URL",
            scope = ScopeType.INHERIT,
            order = LAST + 3,
            description = {
                "Where the registry of a host is reached:",
                "https://HOST, http://HOST or oci:DIR. Repeatable.",
                "Also IDP_REGISTRY, joined by commas."
            })
    private List<String> registries = new ArrayList<>();

    @Option(
            names = "--registry-ca",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            order = LAST + 4,
            description = "Certificates (PEM) to trust beside Java's own. Also IDP_REGISTRY_CA.")
    private @Nullable String registryCa;

    @Option(
            names = "--registry-redirect",
            paramLabel = "HOST",
            scope = ScopeType.INHERIT,
            order = LAST + 5,
            description = {
                "A host that registries may redirect to, wherever it is.",
                "Repeatable. Also IDP_REGISTRY_REDIRECT, joined by commas."
            })
    private List<String> registryRedirects = new ArrayList<>();

    @Option(
            names = "--actor",
            paramLabel = "ID",
            scope = ScopeType.INHERIT,
            order = LAST + 6,
            description = "Who acts, an opaque id; else the user of this system. Also IDP_ACTOR.")
    private @Nullable String actor;

    @Option(
            names = "--output",
            paramLabel = "text|json",
            completionCandidates = Formats.class,
            scope = ScopeType.INHERIT,
            order = LAST + 7,
            description = "How the result is written. Also IDP_OUTPUT.")
    private @Nullable String output;

    @Option(
            names = "--dry-run",
            arity = "0",
            scope = ScopeType.INHERIT,
            order = LAST + 8,
            description = "Decide and say, write nothing. Also IDP_DRY_RUN.")
    private @Nullable Boolean dryRun;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            order = LAST + 9,
            description = "Settings; else idp.yaml in the current folder. Also IDP_CONFIG.")
    private @Nullable String config;

    @Option(
            names = "--signing-key",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            order = LAST + 10,
            description = "The ssh key that signs commits; else none are signed. Also IDP_SIGNING_KEY.")
    private @Nullable String signingKey;

    @Option(
            names = "--debug",
            arity = "0",
            scope = ScopeType.INHERIT,
            order = LAST + 11,
            description = "Show the trace of an unexpected failure. Also IDP_DEBUG.")
    private boolean debug;

    /** The words that a shell completes. */
    static final class Formats implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(OutputFormat.values())
                    .map(OutputFormat::toString)
                    .iterator();
        }
    }

    Flags flags() {
        var reached = new RegistryFlags(registries, registryCa, registryRedirects);
        return new Flags(state, branch, cache, reached, actor, output, dryRun, config, signingKey, null, null);
    }

    @Nullable
    String output() {
        return output;
    }

    boolean debug() {
        return debug;
    }
}
