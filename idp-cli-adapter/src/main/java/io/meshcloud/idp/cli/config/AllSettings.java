// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.config;

import io.meshcloud.idp.cli.output.OutputFormat;
import io.meshcloud.idp.spi.provisioning.Secret;
import io.meshcloud.idp.spi.state.CommitIdentity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The table of settings. Each is declared here and nowhere else: flags, environment variables, the keys of
 * {@code idp.yaml}, messages, help texts and the reference follow from the declaration. Credentials are never flags and
 * never in the file. An {@code idp.yaml} that idp finds in the current folder
 * sets only what is declared harmless.
 */
public final class AllSettings {
    public static final Setting<String> STATE = Setting.of(SettingValues::state)
            .flag("--state", "URL")
            .variable("IDP_STATE")
            .key("state")
            .help("State repository: a path or any Git URL.")
            .build();

    public static final Setting<String> BRANCH = Setting.of(SettingValues::text)
            .flag("--branch", "NAME")
            .variable("IDP_BRANCH")
            .key("branch")
            .help("Branch of the state repository.")
            .otherwise("the repository's own default branch")
            .build();

    public static final Setting<Path> CACHE = Setting.of(SettingValues::path)
            .flag("--cache", "DIR")
            .variable("IDP_CACHE")
            .key("cache")
            .help("Folder of the local copies, and of facts that were read from registries.")
            .otherwise("$XDG_CACHE_HOME/idp or ~/.cache/idp")
            .build();

    public static final Setting<Path> STATE_CA = Setting.of(SettingValues::path)
            .flag("--state-ca", "FILE")
            .variable("IDP_STATE_CA")
            .key("stateCa")
            .help("Certificates (PEM) of authorities to trust for the Git server, in addition to Java's own, the"
                    + " system's and those of GIT_SSL_CAINFO.")
            .build();

    public static final Setting<Boolean> STATE_INSECURE = Setting.of(new SettingType.Switch(SettingValues::flag))
            .flag("--state-insecure")
            .variable("IDP_STATE_INSECURE")
            .key("stateInsecure")
            .help("Send the token of the Git server over http:// to another machine, where it can be read on the"
                    + " network.")
            .defaultsTo(false)
            .build();

    public static final Setting<Map<String, String>> REGISTRIES = Setting.of(new RegistryMapping())
            .flag("--registry", "HOST=URL")
            .variable("IDP_REGISTRY")
            .key("registries")
            .help("URL at which the registry of a host is reached: https://HOST, http://HOST or oci:DIR.")
            .otherwise("https://HOST")
            .build();

    public static final Setting<Path> REGISTRY_CA = Setting.of(SettingValues::path)
            .flag("--registry-ca", "FILE")
            .variable("IDP_REGISTRY_CA")
            .key("registryCa")
            .help("Certificates (PEM) of authorities to trust for registries, in addition to Java's own.")
            .build();

    public static final Setting<Set<String>> REGISTRY_REDIRECTS = Setting.of(
                    new SettingType.TextSet(SettingValues::host, "hosts", "storage.example.tld"))
            .flag("--registry-redirect", "HOST")
            .variable("IDP_REGISTRY_REDIRECT")
            .key("registryRedirects")
            .help("Host that registries may redirect to or name as their token service, in any network.")
            .build();

    public static final Setting<Set<String>> REGISTRY_INSECURE = Setting.of(
                    new SettingType.TextSet(SettingValues::registryHost, "hosts", "registry.local:5000"))
            .flag("--registry-insecure", "HOST")
            .variable("IDP_REGISTRY_INSECURE")
            .key("registryInsecure")
            .help("Host of a registry, as in references, that gets the password although its URL is http. The"
                    + " password can be read on the network.")
            .build();

    public static final Setting<Map<String, Integer>> REGISTRY_AT_ONCE = Setting.of(new HostNumbers(1, 1_000, 4))
            .flag("--registry-at-once", "HOST=N")
            .variable("IDP_REGISTRY_AT_ONCE")
            .key("registryAtOnce")
            .help("The most requests to the registry of a host at the same time.")
            .otherwise("16")
            .build();

    public static final Setting<Map<String, Integer>> REGISTRY_PER_SECOND = Setting.of(new HostNumbers(1, 10_000, 20))
            .flag("--registry-per-second", "HOST=N")
            .variable("IDP_REGISTRY_PER_SECOND")
            .key("registryPerSecond")
            .help("The most requests to the registry of a host that begin within a second.")
            .otherwise("no limit")
            .build();

    public static final Setting<Map<String, Integer>> REGISTRY_WAIT = Setting.of(new HostNumbers(0, 900, 600))
            .flag("--registry-wait", "HOST=SECONDS")
            .variable("IDP_REGISTRY_WAIT")
            .key("registryWait")
            .help("How long one poll waits in total for the registry of a host that limits our requests (Retry-After).")
            .otherwise("120")
            .build();

    public static final Setting<String> ACTOR = Setting.of(SettingValues::text)
            .flag("--actor", "ID")
            .variable("IDP_ACTOR")
            .key("actor")
            .harmless()
            .help("Who acts, an opaque id.")
            .defaultsTo(
                    "the user of the operating system, or uid:NUMBER for one without a name",
                    context -> Optional.of(context.user()).filter(user -> !user.isEmpty()))
            .build();

    /** The same for all runs of a platform, so it has no flag. */
    public static final Setting<CommitIdentity> COMMITTER = Setting.of(SettingValues::committer)
            .variable("IDP_COMMITTER")
            .key("committer")
            .help("Author and committer of every commit, as 'Name <mail>'.")
            .otherwise("idp <idp@localhost>")
            .build();

    /** The same for all runs of a platform, so it has no flag. */
    public static final Setting<String> COMMIT_LINK = Setting.of(SettingValues::commitLink)
            .variable("IDP_COMMIT_LINK")
            .key("commitLink")
            .help("URL of a commit's page at the Git server, with {commit} in place of the commit; results link to it.")
            .build();

    public static final Setting<Path> SIGNING_KEY = Setting.of(SettingValues::path)
            .flag("--signing-key", "FILE")
            .variable("IDP_SIGNING_KEY")
            .key("signingKey")
            .help("The ssh key that signs commits; without it no commit is signed.")
            .build();

    public static final Setting<Path> ALLOWED_SIGNERS = Setting.of(SettingValues::path)
            .flag("--allowed-signers", "FILE")
            .onlyOf("verify")
            .variable("IDP_ALLOWED_SIGNERS")
            .key("allowedSigners")
            .help("Require a good signature by one of these keys. The file is ssh-keygen's, as in"
                    + " gpg.ssh.allowedSignersFile. Without it no signature is checked.")
            .build();

    public static final Setting<String> WEBHOOK = Setting.of(SettingValues::webhook)
            .flag("--webhook", "URL")
            .onlyOf("env create", "env provision")
            .variable("IDP_WEBHOOK")
            .key("webhook")
            .help("Where the registry reports pushes, with IDP_WEBHOOK_AUTHORIZATION as its Authorization header."
                    + " Without it no webhook is created.")
            .build();

    /** A secret, so neither a flag nor a key of the file. */
    public static final Setting<Secret> WEBHOOK_AUTHORIZATION = Setting.of(SettingValues::webhookSecret)
            .variable("IDP_WEBHOOK_AUTHORIZATION")
            .help("What the registry sends as its Authorization header to the webhook. Required for a webhook.")
            .build();

    public static final Setting<OutputFormat> OUTPUT = Setting.of(SettingValues::output)
            .flag("--output", "text|json")
            .variable("IDP_OUTPUT")
            .key("output")
            .harmless()
            .words(Stream.of(OutputFormat.values()).map(OutputFormat::toString).toList())
            .help("Format of the result.")
            .defaultsTo(OutputFormat.TEXT)
            .build();

    public static final Setting<Boolean> DRY_RUN = Setting.of(new SettingType.Switch(SettingValues::flag))
            .flag("--dry-run")
            .variable("IDP_DRY_RUN")
            .key("dryRun")
            .help("Show what would change; write nothing.")
            .defaultsTo(false)
            .build();

    public static final Setting<Path> CONFIG = Setting.of(SettingValues::path)
            .flag("--config", "FILE")
            .variable("IDP_CONFIG")
            .help("File of settings, which may set all of them.")
            .otherwise("the user's own file ~/.config/idp/idp.yaml ($XDG_CONFIG_HOME), and for harmless settings"
                    + " idp.yaml in the current folder")
            .build();

    public static final Setting<Boolean> DEBUG = Setting.of(new SettingType.Switch((text, source) -> true))
            .flag("--debug")
            .variable("IDP_DEBUG")
            .help("Show the stack trace of an unexpected failure.")
            .defaultsTo(false)
            .build();

    private static final List<Setting<?>> ALL = List.of(
            STATE,
            BRANCH,
            CACHE,
            STATE_CA,
            STATE_INSECURE,
            REGISTRIES,
            REGISTRY_CA,
            REGISTRY_REDIRECTS,
            REGISTRY_INSECURE,
            REGISTRY_AT_ONCE,
            REGISTRY_PER_SECOND,
            REGISTRY_WAIT,
            ACTOR,
            COMMITTER,
            COMMIT_LINK,
            SIGNING_KEY,
            ALLOWED_SIGNERS,
            WEBHOOK,
            WEBHOOK_AUTHORIZATION,
            OUTPUT,
            DRY_RUN,
            CONFIG,
            DEBUG);

    private AllSettings() {}

    /** Every setting, in the order of help texts and of the reference. */
    public static List<Setting<?>> all() {
        return ALL;
    }
}
