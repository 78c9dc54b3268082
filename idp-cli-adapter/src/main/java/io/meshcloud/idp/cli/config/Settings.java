package io.meshcloud.idp.cli.config;

import io.meshcloud.idp.cli.output.OutputFormat;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one run, decided: flag before environment before {@code idp.yaml} before default.
 *
 * @param state the state repository's URL or path; not every command needs one
 * @param branch absent means the repository's own default
 * @param cache the folder of the local copies; absent means the user's cache folder
 * @param registries how they are reached
 * @param actor who acts
 * @param committer the platform, author and committer of every commit; absent means the Git adapter's default
 * @param signing the files of commit signatures
 * @param webhook where registries are to tell of pushes; absent if nowhere
 */
public record Settings(
        @Nullable String state,
        @Nullable String branch,
        @Nullable Path cache,
        Registries registries,
        String actor,
        @Nullable Committer committer,
        Signing signing,
        @Nullable String webhook,
        OutputFormat output,
        boolean dryRun) {
    public Settings {
        Objects.requireNonNull(registries, "registries");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(signing, "signing");
        Objects.requireNonNull(output, "output");
    }

    public Optional<String> optionalWebhook() {
        return Optional.ofNullable(webhook);
    }

    /**
     * The state repository, for a command that cannot do without.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#USAGE} if none is given
     */
    public String requireState() {
        if (state == null) {
            throw Problem.of(
                            ProblemCode.USAGE,
                            "no state repository is given",
                            "",
                            "add --state URL, set IDP_STATE, or write 'state: URL' into idp.yaml")
                    .asException();
        }
        return state;
    }
}
